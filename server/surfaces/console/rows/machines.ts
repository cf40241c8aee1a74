import {
  MACHINE_ACTIONS,
  type MachineRow,
  machineActionsApi,
  machinesApi,
} from "@nearside/shared/api/console/machines.ts";
import { boundSetIdSchema } from "@nearside/shared/ids.ts";
import { eachMachine, findMachine, listMachines } from "../../../administration/machines/list-machines.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { actOnMachine } from "../../../protocol/revocation/machine-actions.ts";
import { consoleTexts } from "../../../texts/console.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { cellsOf, momentCell } from "../csv-answer.ts";
import { demandId } from "../demand-id.ts";

const HEADER = [
  ...["id", "device", "state", "owner", "owner_state", "hostname", "os", "key_storage", "enrolled_at", "last_seen_at"],
  ...["cli_version", "extension_versions", "open_logins", "credentials"],
];

const cells = (row: MachineRow): readonly Cell[] => [
  ...[row.id, row.device, row.state, row.owner.name, row.owner.state, row.hostname, row.os, row.key_storage],
  ...[momentCell(row.enrolled_at), momentCell(row.last_seen_at)],
  ...[row.cli_version, row.extension_versions.join(" "), row.open_logins, row.credentials],
];

const WHY_NOT: Readonly<Record<"already" | "not_active", string>> = {
  already: consoleTexts.machines.alreadySo,
  not_active: consoleTexts.machines.notActive,
};

export const machineRows = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithRandom & WithReads,
  { serve, serveFile }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(machinesApi.list, (_call, query) => listMachines(services.reads, query, services.clock())),
  serveFile(machinesApi.exportList, (_call, query) => ({
    name: "machines",
    header: HEADER,
    pages: cellsOf(eachMachine(services.reads, query, services.clock()), cells),
  })),
  serve(machinesApi.view, async ({ id }) => {
    const machine = await findMachine(services.reads, demandId(boundSetIdSchema, id), services.clock());
    if (machine === undefined) throw new ConsoleError("unknown");
    return machine;
  }),
  ...MACHINE_ACTIONS.map((action) =>
    serve(machineActionsApi[action], async ({ id, by }, { note }) => {
      const acted = await actOnMachine(services, action, demandId(boundSetIdSchema, id), { by, note });
      if (acted.state === "unknown") throw new ConsoleError("unknown");
      if (acted.state !== "done") throw new ConsoleError("conflict", { description: WHY_NOT[acted.state] });
      const { ended, ticket } = acted;
      return { ended, ticket };
    }),
  ),
];
