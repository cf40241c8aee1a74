import type { Command } from "commander";
import { helpTexts } from "../../../texts/commands/help.ts";
import type { OffboardOptions } from "./offboard.ts";

/** The actions of the command line on people who leave. */
export interface OffboardingActions {
  offboard(user: string, options: OffboardOptions): Promise<void>;
  report(user: string, options: { readonly output?: string }): Promise<void>;
}

/** Adds `nearside-server offboard …` and `nearside-server report …`. */
export function addOffboardingCommands(program: Command, actions: OffboardingActions): void {
  program
    .command("offboard")
    .description(helpTexts.offboarding.what)
    .argument("<user>", helpTexts.offboarding.user)
    .option("--preview", helpTexts.offboarding.dryRun)
    .option("--reason <text>", helpTexts.offboarding.reason)
    .option("--output <file>", helpTexts.offboarding.output)
    .action((user: string, options: OffboardOptions) => actions.offboard(user, options));
  program
    .command("report")
    .description(helpTexts.offboarding.report)
    .argument("<user>", helpTexts.offboarding.user)
    .option("--output <file>", helpTexts.newFile)
    .action((user: string, options: { output?: string }) => actions.report(user, options));
}
