import { MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import { type MachineRow, machinesApi } from "@nearside/shared/api/console/machines.ts";
import { SAID_OF_FACTS } from "@nearside/shared/posture/posture.ts";
import { saidInWords } from "@nearside/shared/posture/posture-in-words.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { choicesOf } from "../form/choices.ts";
import { Page } from "../layout/page.tsx";
import { KEY_PLACES, MACHINE_STATES } from "../mentions/machine.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";

const COLUMNS: readonly Column<MachineRow>[] = [
  { id: "hostname", title: "Machine", sort: "hostname", cell: ({ hostname }) => <Named text={hostname} /> },
  { id: "owner", title: "Owner", sort: "owner", cell: ({ owner }) => <Named text={owner.name} /> },
  {
    id: "state",
    title: "State",
    cell: ({ state }) => <StateBadge words={MACHINE_STATES[state]} />,
  },
  {
    id: "last_seen_at",
    title: "Last seen",
    sort: "last_seen_at",
    cell: (machine) => <Moment at={machine.last_seen_at} />,
  },
  { id: "key_storage", title: "Key", cell: ({ key_storage }) => KEY_PLACES[key_storage], onlyWide: true },
  { id: "versions", title: "Versions", cell: (machine) => <Versions machine={machine} />, onlyWide: true },
  { id: "open_logins", title: "Open logins", cell: ({ open_logins }) => open_logins, isNumber: true },
  { id: "credentials", title: "Credentials", cell: ({ credentials }) => credentials, isNumber: true },
  {
    id: "enrolled_at",
    title: "Enrolled",
    sort: "enrolled_at",
    cell: (machine) => <Moment at={machine.enrolled_at} />,
    onlyWide: true,
  },
];

/** Shows the versions of command line and extension as they report them. */
function Versions({ machine: { cli_version, extension_versions } }: { machine: MachineRow }) {
  const versions = [...(cli_version === null ? [] : [cli_version]), ...extension_versions];
  return versions.length === 0 ? "not said" : <Named text={versions.join(" · ")} />;
}

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "state",
    title: "State",
    choices: Object.entries(MACHINE_STATES).map(([value, { title }]) => ({ value, title })),
  },
  { kind: "choice", name: "key_storage", title: "Key", choices: choicesOf(keyStorageSchema.options, KEY_PLACES) },
  {
    kind: "choice",
    name: "said",
    title: "Protection, it says",
    choices: SAID_OF_FACTS.map((value) => ({ value, title: saidInWords(value) })),
  },
];

/** GET /api/console/machines, as a list. */
export function MachinesPage() {
  return (
    <Page title="Machines" lead="What people enrolled, where its key lies, and what goes on there.">
      <DataTable
        what="machines"
        list={machinesApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ hostname, owner }) => makeVisible(`${hostname} of ${owner.name}`)}
        hrefOf={({ id }) => `/console/machines/${id}`}
        search="Machine, owner or id"
        mostFound={MOST_FOUND}
        filters={FILTERS}
        exportList={machinesApi.exportList}
        empty={{
          title: "No machine is enrolled yet",
          says: "Make a ticket for a person, who then runs nearside enroll on their own machine.",
        }}
      />
    </Page>
  );
}
