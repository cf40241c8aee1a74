import { authenticatorsApi, type PolicyVersion } from "@nearside/shared/api/console/authenticators.ts";
import { Named } from "../../ui/quoted.tsx";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { Moment } from "../ui/moment.tsx";
import { AuthenticatorTabs } from "./authenticator-tabs.tsx";
import { PolicyRules } from "./policy-rules.tsx";

const COLUMNS: readonly Column<PolicyVersion>[] = [
  { id: "version", title: "Version", cell: ({ version }) => version },
  { id: "created_at", title: "Published", sort: "age", cell: (row) => <Moment at={row.created_at} /> },
  { id: "by", title: "By", cell: ({ by }) => (by === null ? "the server's own shell" : <Named text={by} />) },
  { id: "note", title: "Because", cell: ({ note }) => (note === null ? "not said" : <Named text={note} />) },
  { id: "policy", title: "What it takes", cell: ({ policy }) => <PolicyRules policy={policy} /> },
  {
    id: "ends_unfit",
    title: "What did not fit",
    cell: ({ ends_unfit, ended_at }) =>
      ends_unfit ? (
        ended_at === null ? (
          "being ended"
        ) : (
          <>
            ended <Moment at={ended_at} />
          </>
        )
      ) : (
        "went on"
      ),
  },
];

/** Lists every version of the policy, with who published it, when, and why. */
export function HistoryPage() {
  return (
    <Page
      title="History of the policy"
      crumbs={[{ title: "Authenticators", href: "/console/authenticators" }]}
      lead="Every version that was in force. A version is never changed."
    >
      <AuthenticatorTabs />
      <DataTable
        what="versions"
        list={authenticatorsApi.policies}
        columns={COLUMNS}
        idOf={({ version }) => String(version)}
        nameOf={({ version }) => `Version ${version}`}
        empty={{
          title: "No policy was published yet",
          says: "Until then any authenticator is taken that the server's configuration takes.",
        }}
      />
    </Page>
  );
}
