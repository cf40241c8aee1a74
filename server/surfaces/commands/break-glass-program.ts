import { DEFAULT_CODES } from "@nearside/shared/api/console/break-glass.ts";
import type { Command } from "commander";

/** The actions of the command line on break-glass codes. */
export interface BreakGlassActions {
  show(): Promise<void>;
  make(options: { readonly count: string }): Promise<void>;
}

/** Adds `nearside-server break-glass …`. */
export function addBreakGlassCommands(program: Command, actions: BreakGlassActions): void {
  const breakGlass = program
    .command("break-glass")
    .description("codes on paper for the day when nobody can sign in: show what is left, make new ones");
  breakGlass
    .command("show", { isDefault: true })
    .description("how many are left, and which uses an owner has not reviewed")
    .action(() => actions.show());
  breakGlass
    .command("make")
    .description("make new ones, shown this once; those before are void")
    .option("--count <n>", "how many", String(DEFAULT_CODES))
    .action((options: { count: string }) => actions.make(options));
}
