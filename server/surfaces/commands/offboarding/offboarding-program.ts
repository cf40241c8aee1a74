import type { Command } from "commander";
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
    .description("end everything that a person has, for good, and print the signed report of it")
    .argument("<user>", "the person's name")
    .option("--preview", "only show what would end")
    .option("--reason <text>", "why, for the log of events and the report")
    .option("--output <file>", "write the report to a new file for this account alone, instead of printing")
    .action((user: string, options: OffboardOptions) => actions.offboard(user, options));
  program
    .command("report")
    .description("print the signed report of somebody who has left, for `nearside verify`")
    .argument("<user>", "the person's name")
    .option("--output <file>", "write it to a new file for this account alone, instead of printing")
    .action((user: string, options: { output?: string }) => actions.report(user, options));
}
