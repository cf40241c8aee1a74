import { type LogRow, logApi } from "@nearside/shared/api/console/log.ts";
import { LOG_TOPICS } from "@nearside/shared/api/console/log-kinds.ts";
import { Named } from "../../ui/quoted.tsx";
import { choicesOf } from "../form/choices.ts";
import { Page } from "../layout/page.tsx";
import { TOPIC_WORDS, titleOfKind } from "../mentions/event.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";

const COLUMNS: readonly Column<LogRow>[] = [
  { id: "kind", title: "What happened", cell: ({ kind }) => titleOfKind(kind) },
  { id: "at", title: "When", sort: "seq", cell: ({ at }) => <Moment at={at} /> },
  {
    id: "topic",
    title: "About",
    cell: ({ topic }) => <StateBadge words={TOPIC_WORDS[topic]} />,
  },
  { id: "person", title: "Whom", cell: ({ person }) => (person === null ? "" : <Named text={person.name} />) },
  {
    id: "machine",
    title: "Machine",
    cell: ({ machine }) => (machine === null ? "" : <Named text={machine.hostname} />),
    onlyWide: true,
  },
  { id: "actor", title: "By", cell: (entry) => <By entry={entry} /> },
  { id: "address", title: "From", cell: ({ address }) => address ?? "", onlyWide: true },
];

/**
 * Names the person who did it in the console, or who started what was refused, if that is another person than the one
 * whom it concerns.
 */
function By({ entry: { actor, started, person } }: { entry: LogRow }) {
  const who = actor ?? (started?.person.id === person?.id ? undefined : started?.person);
  return who === undefined ? null : <Named text={who.name} />;
}

const FILTERS: readonly Filter[] = [
  { kind: "choice", name: "topic", title: "About", choices: choicesOf(LOG_TOPICS, TOPIC_WORDS) },
  { kind: "day", name: "from", title: "From" },
  { kind: "day", name: "to", title: "To", end: true },
];

/** GET /api/console/log. Lists the entries, the newest first. */
export function LogPage() {
  return (
    <Page
      title="Security log"
      lead="Who did what, to whom, from which machine. An alarm is a login that was started on one computer and opened on another, or something that its person says was not theirs."
    >
      <DataTable
        what="entries"
        list={logApi.list}
        columns={COLUMNS}
        idOf={({ seq }) => String(seq)}
        nameOf={({ kind, seq }) => `${titleOfKind(kind)}, entry ${seq}`}
        hrefOf={({ seq }) => `/console/log/${seq}`}
        search="Person, machine, address or id"
        filters={FILTERS}
        exportList={logApi.exportList}
        empty={{
          title: "Nothing has happened yet",
          says: "Every login, enrolment, change and refusal is written here.",
        }}
      />
    </Page>
  );
}
