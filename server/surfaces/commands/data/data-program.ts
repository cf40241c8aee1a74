import type { Command } from "commander";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { helpTexts } from "../../../texts/commands/help.ts";

/** The actions of the command line on all data at once. */
export interface DataActions {
  backUp(file: string, options: { readonly replace?: true }): Promise<void>;
  restore(file: string, options: { readonly sha256?: string }): Promise<void>;
  migrateTo(url: string | undefined): Promise<void>;
  /** Lets a suspended person in again. */
  restoreUser(user: string): Promise<void>;
}

/** Adds `nearside-server backup`, `restore` and `migrate-to`. */
export function addDataCommands(program: Command, actions: DataActions): void {
  program
    .command("backup")
    .description(helpTexts.data.backup)
    .argument("<file>", helpTexts.data.backupFile)
    .option("--replace", helpTexts.data.replace)
    .action((file: string, options: { replace?: true }) => actions.backUp(file, options));
  program
    .command("restore")
    .description(helpTexts.data.restore)
    .argument("<file>", helpTexts.data.restoreFile)
    .argument("[name]", helpTexts.data.restoreUser)
    .option("--sha256 <hex>", helpTexts.data.sha256)
    .action((file: string, name: string | undefined, options: { sha256?: string }) => {
      if (name === undefined) return actions.restore(file, options);
      if (file !== "user") throw new CannotStart(helpTexts.data.restoreArguments);
      return actions.restoreUser(name);
    });
  program
    .command("migrate-to")
    .description(helpTexts.data.migrate)
    .argument("[url]", helpTexts.data.target)
    .action((url: string | undefined) => actions.migrateTo(url));
}
