import {
  breakGlassApi,
  DEFAULT_CODES,
  makeCodesSchema,
  type UseRow,
} from "@nearside/shared/api/console/break-glass.ts";
import { useState } from "react";
import { breakGlassTexts as texts } from "../../texts/console/break-glass.tsx";
import { recoveryTexts } from "../../texts/console/recovery.tsx";
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

const COLUMNS: readonly Column<UseRow>[] = [
  { id: "at", title: texts.page.used, sort: "at", cell: ({ at }) => <Moment at={at} /> },
  { id: "user", title: texts.page.person, cell: ({ user }) => <Named text={user.name} /> },
  { id: "address", title: texts.page.address, cell: ({ address }) => <Exact text={address} />, onlyWide: true },
  { id: "machine", title: texts.page.machine, cell: ({ machine }) => texts.page.machines[machine] },
  {
    id: "reviewed",
    title: texts.page.reviewed,
    cell: ({ reviewed }) =>
      reviewed === null ? (
        <Badge tone="alert">{texts.page.notReviewed}</Badge>
      ) : (
        <Named text={texts.page.review(reviewed.by.name, reviewed.says)} />
      ),
  },
];

/** Shows the codes that are left, makes new ones, and lists every use with its review. */
export function BreakGlassPage() {
  const may = useMay();
  return (
    <Page
      title={texts.page.title}
      crumbs={[{ title: recoveryTexts.list.title, href: "/console/recovery" }]}
      lead={texts.page.lead}
    >
      {may("break_glass.manage") ? (
        <>
          <Codes />
          <ReviewUses />
        </>
      ) : null}
      <DataTable
        what={texts.page.uses}
        list={breakGlassApi.uses}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ number }) => texts.page.name(number)}
        empty={texts.page.empty}
      />
    </Page>
  );
}

function Codes() {
  const reading = useRead(breakGlassApi.view);
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes !== undefined) return <NewCodes codes={codes} onDone={() => setCodes(undefined)} />;
  return (
    <Panel title={texts.codes.title}>
      <Reading reading={reading} what={texts.codes.what}>
        {({ codes: all, left, made_at }) => (
          <p>{made_at === null ? texts.codes.none : texts.codes.left(left, all, <Moment at={made_at} />)}</p>
        )}
      </Reading>
      <ChangeForm
        to={breakGlassApi.makeCodes}
        schema={makeCodesSchema}
        draft="break-glass.codes"
        send={texts.codes.send}
        sendKind="plain"
        title={texts.codes.confirm.title}
        confirm={{
          verb: texts.codes.confirm.verb,
          tone: "alert",
          says: <p>{texts.codes.confirm.says}</p>,
        }}
        stale={[breakGlassApi.view]}
        onMade={(answer) => setCodes(answer.codes)}
      >
        <NumberField name="count" label={texts.codes.count} initial={DEFAULT_CODES} />
      </ChangeForm>
    </Panel>
  );
}
