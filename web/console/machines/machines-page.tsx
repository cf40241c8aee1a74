import { MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import { type MachineRow, machinesApi } from "@nearside/shared/api/console/machines.ts";
import { SAID_OF_FACTS } from "@nearside/shared/posture/posture.ts";
import { saidInWords } from "@nearside/shared/posture/posture-in-words.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { machineTexts } from "../../texts/console/machines.tsx";
import { Named } from "../../ui/quoted.tsx";
import { choicesOf } from "../form/choices.ts";
import { Page } from "../layout/page.tsx";
import { KEY_PLACES, MACHINE_STATES } from "../mentions/machine.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { nameOfMachine } from "./quarantine-machine.tsx";

const texts = machineTexts.list;

const COLUMNS: readonly Column<MachineRow>[] = [
  { id: "hostname", title: texts.machine, sort: "hostname", cell: ({ hostname }) => <Named text={hostname} /> },
  { id: "owner", title: texts.owner, sort: "owner", cell: ({ owner }) => <Named text={owner.name} /> },
  {
    id: "state",
    title: texts.state,
    cell: ({ state }) => <StateBadge words={MACHINE_STATES[state]} />,
  },
  {
    id: "last_seen_at",
    title: texts.lastSeen,
    sort: "last_seen_at",
    cell: (machine) => <Moment at={machine.last_seen_at} />,
  },
  {
    id: "key_storage",
    title: texts.key,
    cell: ({ key_storage }) => <span className="cell-words">{KEY_PLACES[key_storage]}</span>,
    onlyWide: true,
  },
  { id: "versions", title: texts.versions, cell: (machine) => <Versions machine={machine} />, onlyWide: true },
  { id: "open_logins", title: texts.openLogins, cell: ({ open_logins }) => open_logins, isNumber: true },
  { id: "credentials", title: texts.credentials, cell: ({ credentials }) => credentials, isNumber: true },
  {
    id: "enrolled_at",
    title: texts.enrolled,
    sort: "enrolled_at",
    cell: (machine) => <Moment at={machine.enrolled_at} />,
    onlyWide: true,
  },
];

/** Shows the versions of command line and extension as they report them, once where both have the same. */
function Versions({ machine: { cli_version, extension_versions } }: { machine: MachineRow }) {
  const [version, ...others] = new Set([...(cli_version === null ? [] : [cli_version]), ...extension_versions]);
  if (version === undefined) return texts.noVersions;
  if (others.length === 0) return <Named text={version} />;
  return <Named text={texts.differingVersions({ commandLine: cli_version, extensions: extension_versions })} />;
}

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "state",
    title: texts.state,
    choices: Object.entries(MACHINE_STATES).map(([value, { title }]) => ({ value, title })),
  },
  { kind: "choice", name: "key_storage", title: texts.key, choices: choicesOf(keyStorageSchema.options, KEY_PLACES) },
  {
    kind: "choice",
    name: "said",
    title: texts.posture,
    choices: SAID_OF_FACTS.map((value) => ({ value, title: saidInWords(value) })),
  },
];

/** GET /api/console/machines, as a list. */
export function MachinesPage() {
  return (
    <Page title={texts.title} lead={texts.lead}>
      <DataTable
        what={texts.what}
        list={machinesApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={nameOfMachine}
        hrefOf={({ id }) => `/console/machines/${id}`}
        search={texts.search}
        mostFound={MOST_FOUND}
        filters={FILTERS}
        exportList={machinesApi.exportList}
        empty={texts.empty}
      />
    </Page>
  );
}
