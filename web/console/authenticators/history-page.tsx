import { authenticatorsApi, type PolicyVersion } from "@nearside/shared/api/console/authenticators.ts";
import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
import { Named } from "../../ui/quoted.tsx";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { Moment } from "../ui/moment.tsx";
import { AuthenticatorTabs } from "./authenticator-tabs.tsx";
import { PolicyRules } from "./policy-rules.tsx";

const texts = authenticatorTexts.history;

const COLUMNS: readonly Column<PolicyVersion>[] = [
  { id: "version", title: texts.version, cell: ({ version }) => version },
  { id: "created_at", title: texts.published, sort: "age", cell: (row) => <Moment at={row.created_at} /> },
  { id: "by", title: texts.by, cell: ({ by }) => (by === null ? authenticatorTexts.serverShell : <Named text={by} />) },
  {
    id: "note",
    title: texts.reason,
    cell: ({ note }) => (note === null ? authenticatorTexts.noReason : <Named text={note} />),
  },
  { id: "policy", title: texts.policy, cell: ({ policy }) => <PolicyRules policy={policy} /> },
  {
    id: "ends_unfit",
    title: texts.others,
    cell: ({ ends_unfit, ended_at }) =>
      ends_unfit ? (ended_at === null ? texts.ending : texts.ended(<Moment at={ended_at} />)) : texts.kept,
  },
];

/** Lists every version of the policy, with who published it, when, and why. */
export function HistoryPage() {
  return (
    <Page
      title={texts.title}
      crumbs={[{ title: authenticatorTexts.section, href: "/console/authenticators" }]}
      lead={texts.lead}
    >
      <AuthenticatorTabs />
      <DataTable
        what={texts.what}
        list={authenticatorsApi.policies}
        columns={COLUMNS}
        idOf={({ version }) => String(version)}
        nameOf={({ version }) => texts.versionNamed(version)}
        empty={texts.empty}
      />
    </Page>
  );
}
