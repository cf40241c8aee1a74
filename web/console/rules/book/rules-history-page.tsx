import { type RulesVersion, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { Named } from "../../../ui/quoted.tsx";
import { Page } from "../../layout/page.tsx";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import { Moment } from "../../ui/moment.tsx";
import { RulesTabs } from "../rules-tabs.tsx";
import { Author } from "../shown/version-line.tsx";

const texts = ruleTexts.history;

const COLUMNS: readonly Column<RulesVersion>[] = [
  {
    id: "number",
    title: texts.version,
    sort: "number",
    cell: ({ number }) => <span className="cell-line">{ruleTexts.versionName(number)}</span>,
  },
  { id: "published_at", title: texts.published, cell: (row) => <Moment at={row.published_at} /> },
  {
    id: "author",
    title: texts.by,
    cell: ({ author, second }) => (
      <span>
        {texts.authors({
          author: <Author who={author} />,
          second: second === null ? null : <Author who={second} />,
        })}
      </span>
    ),
  },
  {
    id: "reason",
    title: texts.reason,
    cell: ({ reason, restores }) => (
      <span>
        {restores === null ? (
          <Named text={reason} />
        ) : (
          texts.reasonRestoring({ reason: <Named text={reason} />, restores })
        )}
      </span>
    ),
  },
  { id: "rules", title: texts.rules, cell: ({ rules }) => rules, isNumber: true },
];

/** Lists every version of the rules, with who published it, when, and why. */
export function RulesHistoryPage() {
  return (
    <Page title={texts.title} crumbs={[{ title: ruleTexts.section, href: "/console/rules" }]} lead={texts.lead}>
      <RulesTabs />
      <DataTable
        what={texts.what}
        list={rulesApi.versions}
        columns={COLUMNS}
        idOf={({ number }) => String(number)}
        nameOf={({ number }) => ruleTexts.versionName(number)}
        hrefOf={({ number }) => `/console/rules/history/${number}`}
        empty={texts.empty}
      />
    </Page>
  );
}
