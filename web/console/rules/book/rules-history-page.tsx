import { type RulesVersion, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { Named } from "../../../ui/quoted.tsx";
import { Page } from "../../layout/page.tsx";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import { Moment } from "../../ui/moment.tsx";
import { RulesTabs } from "../rules-tabs.tsx";
import { Author, versionName } from "../shown/version-line.tsx";

const COLUMNS: readonly Column<RulesVersion>[] = [
  { id: "number", title: "Version", sort: "number", cell: ({ number }) => versionName(number) },
  { id: "published_at", title: "Published", cell: (row) => <Moment at={row.published_at} /> },
  {
    id: "author",
    title: "By",
    cell: ({ author, second }) => (
      <span>
        <Author who={author} />
        {second === null ? null : (
          <>
            , agreed to by <Author who={second} />
          </>
        )}
      </span>
    ),
  },
  {
    id: "reason",
    title: "Because",
    cell: ({ reason, restores }) => (
      <span>
        <Named text={reason} />
        {restores === null ? "" : ` (brings back ${versionName(restores).toLowerCase()})`}
      </span>
    ),
  },
  { id: "rules", title: "Rules", cell: ({ rules }) => rules, isNumber: true },
];

/** Lists every set that was ever in force, with who published it, when, and why. */
export function RulesHistoryPage() {
  return (
    <Page
      title="History of the rules"
      crumbs={[{ title: "Rules", href: "/console/rules" }]}
      lead="Every set that was in force. A version is never changed; to go back is to publish an old one again."
    >
      <RulesTabs />
      <DataTable
        what="versions"
        list={rulesApi.versions}
        columns={COLUMNS}
        idOf={({ number }) => String(number)}
        nameOf={({ number }) => versionName(number)}
        hrefOf={({ number }) => `/console/rules/history/${number}`}
        empty={{
          title: "No set was published yet",
          says: "The built-in one rules: whoever met the machine may approve.",
        }}
      />
    </Page>
  );
}
