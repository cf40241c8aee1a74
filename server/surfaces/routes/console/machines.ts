import type { MachineAction, MachineDone, MachineRow, MachinesQuery } from "@nearside/shared/api/console/machines.ts";
import { boundSetIdSchema } from "@nearside/shared/ids.ts";
import { eachMachine, findMachine, listMachinesPage } from "../../../administration/people/machine-list.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { actOnMachine } from "../../../protocol/revocation/act-on-machine.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";
import { demandId } from "../../console/demand-id.ts";
import type { Services } from "../../services.ts";

/** GET /api/console/machines. */
export const consoleMachines =
  ({ db, clock }: WithClock & WithDb) =>
  async ({ c }: ConsoleCall, query: MachinesQuery) =>
    c.json(await listMachinesPage(db, query, clock()));

const HEADER = [
  "id",
  "device",
  "state",
  "owner",
  "owner_state",
  "hostname",
  "os",
  "key_storage",
  "enrolled_at",
  "last_seen_at",
  "cli_version",
  "extension_versions",
  "open_logins",
  "credentials",
];

/** GET /api/console/machines/export: the same view as a file. */
export const consoleMachinesExport =
  ({ db, clock }: WithClock & WithDb) =>
  async (_call: ConsoleCall, query: MachinesQuery) =>
    csvAnswer("machines", HEADER, cellsOf(eachMachine(db, query, clock()), cells));

const cells = (row: MachineRow): readonly Cell[] => [
  row.id,
  row.device,
  row.state,
  row.owner.name,
  row.owner.state,
  row.hostname,
  row.os,
  row.key_storage,
  momentCell(row.enrolled_at),
  momentCell(row.last_seen_at),
  row.cli_version,
  row.extension_versions.join(" "),
  row.open_logins,
  row.credentials,
];

/** GET /api/console/machines/:id. */
export const consoleMachine =
  ({ db, clock }: WithClock & WithDb) =>
  async ({ c, id }: ConsoleCall) => {
    const machine = await findMachine(db, demandId(boundSetIdSchema, id), clock());
    if (machine === undefined) throw new ConsoleError("unknown");
    return c.json(machine);
  };

const WHY_NOT: Readonly<Record<"already" | "not_in_force", string>> = {
  already: "This machine is like that already, so nothing was changed. Load the page again.",
  not_in_force: "This machine waits to be let in, or was revoked, so nothing was changed.",
};

/** POST /api/console/machines/:id/<action>. */
export const consoleMachineAction =
  (services: Services, action: MachineAction) =>
  async ({ c, id, by }: ChangingCall, { note }: { readonly note: string | null }) => {
    const acted = await actOnMachine(services, action, demandId(boundSetIdSchema, id), { by, note });
    if (acted.state === "unknown") throw new ConsoleError("unknown");
    if (acted.state !== "done") throw new ConsoleError("conflict", { description: WHY_NOT[acted.state] });
    const { ended, ticket } = acted;
    return c.json({ ended, ticket } satisfies MachineDone);
  };
