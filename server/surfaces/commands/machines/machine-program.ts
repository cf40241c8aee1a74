import type { MachineAction } from "@nearside/shared/api/console/machines.ts";
import type { Command } from "commander";
import { helpTexts } from "../../../texts/commands/help.ts";

/** The actions of the command line on machines. */
export interface MachineActions {
  list(user: string | undefined): Promise<void>;
  act(action: MachineAction, id: string, options: { readonly reason?: string }): Promise<void>;
}

const ACTIONS: readonly (readonly [name: string, action: MachineAction, says: string])[] = [
  ["quarantine", "quarantine", helpTexts.machines.quarantine],
  ["release", "release", helpTexts.machines.release],
  ["revoke", "revoke", helpTexts.machines.revoke],
  ["lost", "lost", helpTexts.machines.lost],
  ["re-enrol", "re_enrol", helpTexts.machines.reEnrol],
];

/** Adds `nearside-server machines …`. */
export function addMachineCommands(program: Command, actions: MachineActions): void {
  const machines = program.command("machines").description(helpTexts.machines.what);
  machines
    .command("list", { isDefault: true })
    .description(helpTexts.machines.list)
    .argument("[user]", helpTexts.machines.ofPerson)
    .action((user: string | undefined) => actions.list(user));
  for (const [name, action, says] of ACTIONS)
    machines
      .command(name)
      .description(says)
      .argument("<id>", helpTexts.machines.id)
      .option("--reason <text>", helpTexts.reasonForLog)
      .action((id: string, options: { reason?: string }) => actions.act(action, id, options));
}
