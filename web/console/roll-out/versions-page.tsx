import { MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import {
  type RollOutMachine,
  rollOutApi,
  type VersionCount,
  type VersionState,
} from "@nearside/shared/api/console/roll-out.ts";
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
  if (version === null) return "not said";
  return (
    <>
      <Named text={version} /> <StateBadge words={VERSION_WORDS[is]} />
    </>
  );
}

const COLUMNS: readonly Column<RollOutMachine>[] = [
  { id: "hostname", title: "Machine", sort: "hostname", cell: ({ hostname }) => <Named text={hostname} /> },
  { id: "owner", title: "Owner", cell: ({ owner }) => <Named text={owner.name} /> },
  {
    id: "command_line",
    title: "Command line",
    sort: "behind",
    cell: ({ command_line, command_line_is }) => <Version version={command_line} is={command_line_is} />,
  },
  {
    id: "extensions",
    title: "Extension",
    cell: ({ extensions }) =>
      extensions.length === 0
        ? "not said"
        : extensions.map(({ version, is }) => (
            <div key={version}>
              <Version version={version} is={is} />
            </div>
          )),
  },
  { id: "os", title: "System", cell: ({ os }) => <Named text={os} />, onlyWide: true },
  {
    id: "last_seen_at",
    title: "Last seen",
    sort: "last_seen_at",
    cell: (machine) => <Moment at={machine.last_seen_at} />,
    onlyWide: true,
  },
];

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "is",
    title: "Versions",
    choices: [
      { value: "behind", title: "Out of date" },
      { value: "not_behind", title: "Not out of date" },
    ],
  },
];

/** GET /api/console/roll-out/versions and …/machines: what machines run, by their own word. */
export function VersionsPage() {
  const reading = useRead(rollOutApi.versions);
  return (
    <Page title="Roll-out" lead="What machines run today, as they say themselves. What is out of date comes first.">
      <Tabs label="Roll-out" tabs={ROLL_OUT_TABS} />
      <Reading reading={reading} what="the versions">
        {({ command_line, command_line_here, extension, extension_here }) => (
          <>
            <Counts title="Command lines" here={command_line_here} rows={command_line} counted="machines" />
            <Counts title="Extensions" here={extension_here} rows={extension} counted="browsers" />
          </>
        )}
      </Reading>
      <Panel title="Machine by machine">
        <DataTable
          what="machines"
          list={rollOutApi.machines}
          columns={COLUMNS}
          idOf={({ id }) => id}
          nameOf={({ hostname, owner }) => makeVisible(`${hostname} of ${owner.name}`)}
          hrefOf={({ id }) => `/console/machines/${id}`}
          search="Machine or owner"
          mostFound={MOST_FOUND}
          filters={FILTERS}
          empty={{
            title: "No machine is enrolled yet",
            says: "Put a policy where your machines look for it, make a ticket for a person, and have them open the get page of this server.",
          }}
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
  /** The name of what is counted, in the plural. */
  readonly counted: string;
}

function Counts({ title, here, rows, counted }: CountsProps) {
  const columns: readonly Column<VersionCount>[] = [
    { id: "version", title: "Version", cell: ({ version, is }) => <Version version={version} is={is} /> },
    {
      id: "count",
      title: counted === "machines" ? "Machines" : "Browsers",
      cell: ({ count }) => count,
      isNumber: true,
    },
  ];
  return (
    <Panel title={title}>
      <p>{here === null ? "This server hands none out." : `This server hands out ${here}.`}</p>
      <PlainTable
        what={title}
        rows={rows}
        columns={columns}
        idOf={({ version }) => version ?? ""}
        none={`No ${counted} are here yet.`}
      />
    </Panel>
  );
}
