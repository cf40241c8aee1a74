import {
  type MachineAction,
  type MachineDone,
  machineActionsApi,
  machinesApi,
} from "@nearside/shared/api/console/machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { askServer } from "../../shell/ask-server.ts";
import { ServerRefused, saidAs } from "../../shell/server-refused.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { whatEnded } from "./what-ended.ts";

const DONE: Readonly<Record<MachineAction, string>> = {
  quarantine:
    "That machine is quarantined: no login, no token and no session of it counts. Release it with: nearside-server machines release <id>",
  release: "That machine is released. The tokens that it had count again; it asks for a new login where one was open.",
  revoke: "That machine is revoked, with every browser and passkey enrolled on it. It has to be enrolled anew.",
  lost: "That machine is revoked with all that hung on it, and the log says that it is lost. Its person is told where notices are sent.",
  re_enrol: "That machine is revoked, and its person may enrol it anew with this ticket, within 15 minutes:",
};
const BEFORE: Readonly<Record<MachineAction, string>> = {
  quarantine: "That machine was quarantined before. Nothing was changed.",
  release: "That machine is not quarantined. Nothing was changed.",
  revoke: "That machine was revoked before. Nothing was changed.",
  lost: "That machine was revoked before. Nothing was changed.",
  re_enrol: "That machine was revoked before. Nothing was changed: nearside-server ticket <user> makes a ticket.",
};

/**
 * Runs `nearside-server machines quarantine|release|revoke|lost|re-enrol <id>`.
 *
 * @throws CannotStart if there is no such machine, or it is not in force
 */
export async function actOnMachineCommand(
  dataFolder: string,
  options: { readonly action: MachineAction; readonly id: string; readonly note: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const { action } = options;
  const body = v.safeParse(machineActionsApi[action].input, { note: options.note ?? null });
  if (!body.success) throw new CannotStart(`The reason ${body.issues[0].message}. Nothing was changed.`);
  const isUnknown = saidAs({ unknown: UNKNOWN, not_found: UNKNOWN });
  const done = await askServer(dataFolder, at(machineActionsApi[action], options.id), body.output).catch(
    async (error: unknown) => {
      if (!(error instanceof ServerRefused) || error.code !== "conflict") return isUnknown(error);
      const { state } = await askServer(dataFolder, at(machinesApi.view, options.id), {});
      if (ONLY_IN_FORCE.includes(action) && (state === "pending" || state === "revoked"))
        throw new CannotStart(NOT_IN_FORCE);
      return undefined;
    },
  );
  if (done === undefined) terminal.say(BEFORE[action]);
  else tell(action, done, terminal);
}

/** These are refused for a machine that waits to be let in, or was revoked. The others revoke it, whatever its state. */
const ONLY_IN_FORCE: readonly MachineAction[] = ["quarantine", "release"];

const NOT_IN_FORCE = "That machine is not in force: it waits to be let in, or was revoked. Nothing was changed.";
const UNKNOWN =
  "There is no machine of that id, so nothing was changed. `nearside-server machines` lists what there is.";

function tell(action: MachineAction, { ended, ticket }: MachineDone, terminal: Terminal): void {
  terminal.say(DONE[action]);
  if (ticket !== null) terminal.out(ticket.ticket);
  for (const line of whatEnded(ended)) terminal.say(line);
}
