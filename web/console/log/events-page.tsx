import { type LogRow, logApi } from "@nearside/shared/api/console/log.ts";
import { LOG_TOPICS } from "@nearside/shared/api/console/log-kinds.ts";
import { logTexts as texts } from "../../texts/console/log.tsx";
import { choicesOf } from "../form/choices.ts";
import { Page } from "../layout/page.tsx";
import { TOPIC_WORDS, titleOfKind } from "../mentions/event.tsx";
import { MachineLink } from "../mentions/machine.tsx";
import { PersonLink } from "../mentions/person.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { LogTabs } from "./log-tabs.tsx";

const { events: words } = texts;

const COLUMNS: readonly Column<LogRow>[] = [
  { id: "kind", title: words.event, cell: ({ kind }) => titleOfKind(kind) },
  { id: "at", title: words.when, sort: "seq", cell: ({ at }) => <Moment at={at} /> },
  {
    id: "topic",
    title: words.topic,
    cell: ({ topic }) => <StateBadge words={TOPIC_WORDS[topic]} />,
  },
  { id: "person", title: words.person, cell: ({ person }) => person && <PersonLink person={person} /> },
  {
    id: "machine",
    title: words.machine,
    cell: ({ machine }) => machine && <MachineLink machine={machine} />,
    onlyWide: true,
  },
  { id: "actor", title: words.by, cell: (entry) => <By entry={entry} /> },
  { id: "address", title: words.address, cell: ({ address }) => address ?? "", onlyWide: true },
];

/**
 * Names the person who did it in the console, or who started what was refused, if that is another person than the one
 * whom it concerns.
 */
function By({ entry: { actor, started, person } }: { entry: LogRow }) {
  const who = actor ?? (started?.person.id === person?.id ? undefined : started?.person);
  return who === undefined ? null : <PersonLink person={who} />;
}

const FILTERS: readonly Filter[] = [
  { kind: "choice", name: "topic", title: words.topic, choices: choicesOf(LOG_TOPICS, TOPIC_WORDS) },
  { kind: "day", name: "from", title: words.since },
  { kind: "day", name: "to", title: words.until, end: true },
];

/** GET /api/console/log. Lists the entries, the newest first. */
export function EventsPage() {
  return (
    <Page title={texts.title} lead={words.lead}>
      <LogTabs />
      <DataTable
        what={words.what}
        list={logApi.list}
        columns={COLUMNS}
        idOf={({ seq }) => String(seq)}
        nameOf={({ kind, seq }) => words.name({ title: titleOfKind(kind), seq })}
        hrefOf={({ seq }) => `/console/log/${seq}`}
        search={words.search}
        filters={FILTERS}
        exportList={logApi.exportList}
        empty={words.empty}
        isBrief
      />
    </Page>
  );
}
