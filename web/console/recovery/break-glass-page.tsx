import {
  breakGlassApi,
  DEFAULT_CODES,
  makeCodesSchema,
  type UseRow,
} from "@nearside/shared/api/console/break-glass.ts";
import { useState } from "react";
import { Exact, Named } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { useRead } from "../data/use-read.ts";
import { NumberField } from "../form/fields.tsx";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { Badge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { NewCodes } from "./new-codes.tsx";
import { ReviewUses } from "./review-uses.tsx";

const MACHINES: Readonly<Record<UseRow["machine"], string>> = {
  none: "none yet",
  waiting: "waits for its words",
  in_force: "in force",
  refused: "refused",
};
const COLUMNS: readonly Column<UseRow>[] = [
  { id: "at", title: "Used", sort: "at", cell: ({ at }) => <Moment at={at} /> },
  { id: "user", title: "For", cell: ({ user }) => <Named text={user.name} /> },
  { id: "address", title: "From", cell: ({ address }) => <Exact text={address} />, onlyWide: true },
  { id: "machine", title: "Its machine", cell: ({ machine }) => MACHINES[machine] },
  {
    id: "reviewed",
    title: "Reviewed",
    cell: ({ reviewed }) =>
      reviewed === null ? (
        <Badge tone="alert">not yet</Badge>
      ) : (
        <Named text={`${reviewed.by.name}: ${reviewed.says}`} />
      ),
  },
];

/** Shows the codes that are left, makes new ones, and lists every use with its review. */
export function BreakGlassPage() {
  const may = useMay();
  return (
    <Page
      title="Break-glass codes"
      crumbs={[{ title: "Recovery", href: "/console/recovery" }]}
      lead="Codes on paper, locked away, for the day when nobody can sign in. Each opens once; every use is an alarm until an owner has reviewed it."
    >
      {may("break_glass.manage") ? (
        <>
          <Codes />
          <ReviewUses />
        </>
      ) : null}
      <DataTable
        what="uses"
        list={breakGlassApi.uses}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ number }) => `code ${number}`}
        empty={{ title: "No code was ever used", says: "That is as it should be." }}
      />
    </Page>
  );
}

function Codes() {
  const reading = useRead(breakGlassApi.view);
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes !== undefined) return <NewCodes codes={codes} onDone={() => setCodes(undefined)} />;
  return (
    <Panel title="Codes">
      <Reading reading={reading} what="the codes">
        {({ codes: all, left, made_at }) => (
          <p>
            {made_at === null ? (
              "None were made yet: whoever loses every machine then has the server's own shell, and nothing else."
            ) : (
              <>
                {left} of {all} are left, made <Moment at={made_at} />.
              </>
            )}
          </p>
        )}
      </Reading>
      <ChangeForm
        to={breakGlassApi.makeCodes}
        schema={makeCodesSchema}
        draft="break-glass.codes"
        send="Make new codes"
        sendKind="plain"
        title="Make new break-glass codes?"
        confirm={{
          verb: "Make them",
          tone: "alert",
          says: <p>Every code made before is void from then on, also those that lie in a safe somewhere.</p>,
        }}
        stale={[breakGlassApi.view]}
        onMade={(answer) => setCodes(answer.codes)}
      >
        <NumberField name="count" label="How many" initial={DEFAULT_CODES} />
      </ChangeForm>
    </Panel>
  );
}
