import type { MachineAction } from "@nearside/shared/api/console/machines.ts";
import type { Command } from "commander";

/** The actions of the command line on machines. */
export interface MachineActions {
  list(user: string | undefined): Promise<void>;
  act(action: MachineAction, id: string, options: { readonly reason?: string }): Promise<void>;
}

const ACTIONS: readonly (readonly [name: string, action: MachineAction, says: string])[] = [
  ["quarantine", "quarantine", "nothing of it counts until it is released, then everything does again"],
  ["release", "release", "end its quarantine: what it had counts again"],
  ["revoke", "revoke", "revoke one for good, with every browser and passkey on it"],
  ["lost", "lost", "the same of one that is lost or stolen: its person is told"],
  ["re-enrol", "re_enrol", "revoke one and print a ticket with which its person enrols it anew"],
];

/** Adds `nearside-server machines …`. */
export function addMachineCommands(program: Command, actions: MachineActions): void {
  const machines = program
    .command("machines")
    .description("machines with their browsers and passkeys: list, quarantine, release, revoke, lost, re-enrol");
  machines
    .command("list", { isDefault: true })
    .description("show them, with the ids by which they are revoked")
    .argument("[user]", "of that person only")
    .action((user: string | undefined) => actions.list(user));
  for (const [name, action, says] of ACTIONS)
    machines
      .command(name)
      .description(says)
      .argument("<id>", "of the machine, as the list shows it")
      .option("--reason <text>", "why, for the log of events")
      .action((id: string, options: { reason?: string }) => actions.act(action, id, options));
}
