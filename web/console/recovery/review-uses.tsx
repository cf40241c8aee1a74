import { breakGlassApi, reviewUseSchema, type UseRow } from "@nearside/shared/api/console/break-glass.ts";
import { enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { TextField } from "../form/fields.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

const STALE = [breakGlassApi.view, ticketsApi.list, enrolmentsApi.list];

/** Lists each use that an owner has still to review. */
export function ReviewUses() {
  const { data } = useRead(breakGlassApi.unreviewed);
  return data?.uses.map((use) => <Review key={use.id} use={use} />);
}

function Review({ use }: { use: UseRow }) {
  const what = `the use of code ${use.number} for ${makeVisible(use.user.name)}`;
  const end = useChange({ stale: STALE, says: () => ({ says: `You ended ${what}.` }) });
  return (
    <Panel title={`Review ${what}`}>
      <p>
        Used <Moment at={use.at} /> from <Exact text={use.address} />.{" "}
        {use.machine === "in_force"
          ? "Its machine is in force: revoke it under Machines if it is nobody's of yours."
          : null}
      </p>
      {use.ended_at === null ? (
        <Button kind="alert" small onPress={() => end.begin({ to: at(breakGlassApi.endUse, use.id), change: {} })}>
          End what it opened
        </Button>
      ) : (
        <p>
          What it opened was ended <Moment at={use.ended_at} />.
        </p>
      )}
      <ChangeForm
        to={at(breakGlassApi.reviewUse, use.id)}
        schema={reviewUseSchema}
        draft={`break-glass.review.${use.id}`}
        send="Review"
        sendKind="plain"
        title={`Review ${what}`}
        stale={STALE}
        says={() => ({ says: `You reviewed ${what}.` })}
      >
        <TextField
          name="says"
          label="What happened"
          hint="Who used it, and why. It is kept for good."
          maxLength={256}
        />
      </ChangeForm>
      <ConfirmChange change={end} title={`End ${what}?`} verb="End it" tone="alert">
        <p>Its ticket ends, and a machine that waits for its words is refused for good.</p>
      </ConfirmChange>
    </Panel>
  );
}
