import type { Command } from "commander";
import { CannotStart } from "../../../platform/config/cannot-start.ts";

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
    .description(
      "write all data into one new file, as of one moment, while the server goes on; it holds the server's keys",
    )
    .argument("<file>", "where to, such as /backup/nearside-2026-11-30.db")
    .option("--replace", "take the place of a file of that name")
    .action((file: string, options: { replace?: true }) => actions.backUp(file, options));
  program
    .command("restore")
    .description(
      "put a backup back where there is no data yet; or, as `restore user <name>`, let a suspended person in again",
    )
    .argument("<file>", "the backup, or the word user")
    .argument("[name]", "after the word user: the person's name")
    .option("--sha256 <hex>", "what `backup` printed: nothing is put back if the file is another one")
    .action((file: string, name: string | undefined, options: { sha256?: string }) => {
      if (name === undefined) return actions.restore(file, options);
      if (file !== "user")
        throw new CannotStart("restore takes one file, or the word user and a name. Nothing was changed.");
      return actions.restoreUser(name);
    });
  program
    .command("migrate-to")
    .description(
      "move the embedded database to an empty PostgreSQL: most rows while the server goes on, the rest once you have stopped it; may be killed and typed again",
    )
    .argument(
      "[url]",
      "postgres://user@host/database, never with a password: that comes from PGPASSFILE, or the whole address from DATABASE_URL_TARGET",
    )
    .action((url: string | undefined) => actions.migrateTo(url));
}
