import { LOGIN_OUTCOMES, type LoginRow, loginsApi } from "@nearside/shared/api/console/logins.ts";
import { Redirect, useSearch } from "wouter";
import { outcomeTexts, logTexts as texts } from "../../texts/console/log.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Page } from "../layout/page.tsx";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { ActiveFilters } from "./active-filters.tsx";
import { LogTabs } from "./log-tabs.tsx";
import { LoginsTable } from "./logins-table.tsx";

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "outcome",
    title: texts.logins.outcome,
    choices: LOGIN_OUTCOMES.map((value) => ({ value, title: outcomeTexts[value] })),
  },
  { kind: "day", name: "from", title: texts.logins.since },
  { kind: "day", name: "to", title: texts.logins.until, end: true },
];

/** Filters that only the list of all entries has. Addresses of mails and of other pages name them. */
const OF_EVENTS = ["topic", "kind", "device"] as const;

/** GET /api/console/logins. Lists all logins, the newest first, each with its timeline. */
export function LoginsPage() {
  const search = useSearch();
  const asked = new URLSearchParams(search);
  if (OF_EVENTS.some((name) => asked.has(name))) return <Redirect to={`/console/log/events?${search}`} replace />;
  return (
    <Page title={texts.title} lead={texts.logins.lead}>
      <LogTabs />
      <DataTable
        what={texts.logins.what}
        list={loginsApi.list}
        idOf={({ id }) => id}
        nameOf={nameOf}
        rowsAs={(shown) => <LoginsTable {...shown} />}
        above={(view, rows) => <ActiveFilters view={view} rows={rows} />}
        columns={NO_COLUMNS}
        search={texts.logins.search}
        filters={FILTERS}
        exportList={loginsApi.exportList}
        empty={texts.logins.empty}
      />
    </Page>
  );
}

/** The rows are shown in a way of their own. */
const NO_COLUMNS = [] as const;

const nameOf = ({ person, client }: LoginRow): string =>
  makeVisible(texts.logins.name({ person: person.name, program: client.name }));
