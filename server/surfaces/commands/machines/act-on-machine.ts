import {
  type MachineAction,
  type MachineDone,
  machineActionsApi,
  machinesApi,
} from "@nearside/shared/api/console/machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { peopleTexts } from "../../../texts/commands/people.ts";
import { askServer } from "../../shell/ask-server.ts";
import { ServerRefused, saidAs } from "../../shell/server-refused.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { whatEnded } from "./what-ended.ts";

const DONE: Readonly<Record<MachineAction, string>> = {
  quarantine: peopleTexts.machine.quarantined,
  release: peopleTexts.machine.released,
  revoke: peopleTexts.machine.revoked,
  lost: peopleTexts.machine.lost,
  re_enrol: peopleTexts.machine.reEnrol,
};
const BEFORE: Readonly<Record<MachineAction, string>> = {
  quarantine: peopleTexts.machine.quarantinedBefore,
  release: peopleTexts.machine.notQuarantined,
  revoke: peopleTexts.machine.revokedBefore,
  lost: peopleTexts.machine.revokedBefore,
  re_enrol: peopleTexts.machine.revokedMakeTicket,
};

/**
 * Runs `nearside-server machines quarantine|release|revoke|lost|re-enrol <id>`.
 *
 * @throws CannotStart if there is no such machine, or it is not active
 */
export async function actOnMachineCommand(
  dataFolder: string,
  options: { readonly action: MachineAction; readonly id: string; readonly note: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const { action } = options;
  const body = v.safeParse(machineActionsApi[action].input, { note: options.note ?? null });
  if (!body.success) throw new CannotStart(peopleTexts.wrongReason({ problem: body.issues[0].message }));
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

/** These are refused for a machine that waits to be admitted, or was revoked. The others revoke it, whatever its state. */
const ONLY_IN_FORCE: readonly MachineAction[] = ["quarantine", "release"];

const NOT_IN_FORCE = peopleTexts.machine.notActive;
const UNKNOWN = peopleTexts.machine.unknown;

function tell(action: MachineAction, { ended, ticket }: MachineDone, terminal: Terminal): void {
  terminal.say(DONE[action]);
  if (ticket !== null) terminal.out(ticket.ticket);
  for (const line of whatEnded(ended)) terminal.say(line);
}
