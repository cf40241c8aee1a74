import { breakGlassApi, reviewUseSchema, type UseRow } from "@nearside/shared/api/console/break-glass.ts";
import { enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { breakGlassTexts as texts } from "../../texts/console/break-glass.tsx";
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
  const person = makeVisible(use.user.name);
  const title = texts.review.title(use.number, person);
  const end = useChange({ stale: STALE, says: () => ({ says: texts.review.end.done(use.number, person) }) });
  return (
    <Panel title={title}>
      <p>
        {texts.review.used(<Moment at={use.at} />, <Exact text={use.address} />)}
        {use.machine === "active" ? ` ${texts.review.machineActive}` : null}
      </p>
      {use.ended_at === null ? (
        <Button kind="danger" small onPress={() => end.begin({ to: at(breakGlassApi.endUse, use.id), change: {} })}>
          {texts.review.end.send}
        </Button>
      ) : (
        <p>{texts.review.ended(<Moment at={use.ended_at} />)}</p>
      )}
      <ChangeForm
        to={at(breakGlassApi.reviewUse, use.id)}
        schema={reviewUseSchema}
        draft={`break-glass.review.${use.id}`}
        send={texts.review.send}
        sendKind="plain"
        title={title}
        stale={STALE}
        says={() => ({ says: texts.review.done(use.number, person) })}
      >
        <TextField name="says" label={texts.review.says.label} hint={texts.review.says.hint} maxLength={256} />
      </ChangeForm>
      <ConfirmChange
        change={end}
        title={texts.review.end.title(use.number, person)}
        verb={texts.review.end.verb}
        tone="alert"
      >
        <p>{texts.review.end.says}</p>
      </ConfirmChange>
    </Panel>
  );
}
