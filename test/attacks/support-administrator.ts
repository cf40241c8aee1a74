// Sets state that no command of the server's sets, as it would be if a database shell, or a message lost between two servers,
// had made it so.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Stage } from "../steps/stage.ts";

/** Reads the running server's database from another process. */
export function runSql({ dataFolder }: Pick<Stage, "dataFolder">, statement: string, ...values: string[]): void {
  const database = new DatabaseSync(join(dataFolder, "nearside.db"));
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    database.prepare(statement).run(...values);
  } finally {
    database.close();
  }
}
