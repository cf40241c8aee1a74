import { MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import {
  type RollOutMachine,
  rollOutApi,
  type VersionCount,
  type VersionState,
} from "@nearside/shared/api/console/roll-out.ts";
import { rollOutTexts as texts } from "../../texts/console/roll-out.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { Tabs } from "../layout/tabs.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { PlainTable } from "../table/plain-table.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ROLL_OUT_TABS } from "./roll-out-tabs.ts";
import { VERSION_WORDS } from "./roll-out-words.ts";

/** One version, and how it compares with this server's. */
function Version({ version, is }: { version: string | null; is: VersionState }) {
  if (version === null) return texts.versions.notReported;
  return (
    <>
      <Named text={version} /> <StateBadge words={VERSION_WORDS[is]} />
    </>
  );
}

const COLUMNS: readonly Column<RollOutMachine>[] = [
  {
    id: "hostname",
    title: texts.versions.list.machine,
    sort: "hostname",
    cell: ({ hostname }) => <Named text={hostname} />,
  },
  { id: "owner", title: texts.versions.list.owner, cell: ({ owner }) => <Named text={owner.name} /> },
  {
    id: "command_line",
    title: texts.versions.list.commandLine,
    sort: "behind",
    cell: ({ command_line, command_line_is }) => <Version version={command_line} is={command_line_is} />,
  },
  {
    id: "extensions",
    title: texts.versions.list.extension,
    cell: ({ extensions }) =>
      extensions.length === 0
        ? texts.versions.notReported
        : extensions.map(({ version, is }) => (
            <div key={version}>
              <Version version={version} is={is} />
            </div>
          )),
  },
  { id: "os", title: texts.versions.list.system, cell: ({ os }) => <Named text={os} />, onlyWide: true },
  {
    id: "last_seen_at",
    title: texts.versions.list.lastSeen,
    sort: "last_seen_at",
    cell: (machine) => <Moment at={machine.last_seen_at} />,
    onlyWide: true,
  },
];

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "is",
    title: texts.versions.list.filter.title,
    choices: [
      { value: "behind", title: texts.versions.list.filter.behind },
      { value: "not_behind", title: texts.versions.list.filter.notBehind },
    ],
  },
];

/** GET /api/console/roll-out/versions and …/machines: what machines run, as they report. */
export function VersionsPage() {
  const reading = useRead(rollOutApi.versions);
  return (
    <Page title={texts.title} lead={texts.versions.lead}>
      <Tabs label={texts.tabs.label} tabs={ROLL_OUT_TABS} />
      <Reading reading={reading} what={texts.versions.what}>
        {({ command_line, command_line_here, extension, extension_here }) => (
          <>
            <Counts
              title={texts.versions.commandLines}
              here={command_line_here}
              rows={command_line}
              counted="machines"
            />
            <Counts title={texts.versions.extensions} here={extension_here} rows={extension} counted="browsers" />
          </>
        )}
      </Reading>
      <Panel title={texts.versions.list.title}>
        <DataTable
          what={texts.versions.list.what}
          list={rollOutApi.machines}
          columns={COLUMNS}
          idOf={({ id }) => id}
          nameOf={({ hostname, owner }) => makeVisible(texts.versions.list.name(hostname, owner.name))}
          hrefOf={({ id }) => `/console/machines/${id}`}
          search={texts.versions.list.search}
          mostFound={MOST_FOUND}
          filters={FILTERS}
          empty={texts.versions.list.empty}
        />
      </Panel>
    </Page>
  );
}

interface CountsProps {
  readonly title: string;
  /** The version of this server; null where it has none. */
  readonly here: string | null;
  readonly rows: readonly VersionCount[];
  /** The things that run a version. */
  readonly counted: "machines" | "browsers";
}

function Counts({ title, here, rows, counted }: CountsProps) {
  const columns: readonly Column<VersionCount>[] = [
    { id: "version", title: texts.versions.version, cell: ({ version, is }) => <Version version={version} is={is} /> },
    {
      id: "count",
      title: texts.versions[counted],
      cell: ({ count }) => count,
      isNumber: true,
    },
  ];
  return (
    <Panel title={title}>
      <p>{here === null ? texts.versions.noneHere : texts.versions.here(here)}</p>
      <PlainTable
        what={title}
        rows={rows}
        columns={columns}
        idOf={({ version }) => version ?? ""}
        none={counted === "machines" ? texts.versions.noMachines : texts.versions.noBrowsers}
      />
    </Panel>
  );
}
