// What an administrator does on the server's own machine with SQL: the server has no command yet that revokes anything, so
// this is how a party is revoked, locked or offboarded until there is the console.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Stage } from "../steps/stage.ts";

/** From another process's view of the running server's database. */
export function runSql({ dataFolder }: Pick<Stage, "dataFolder">, statement: string, ...values: string[]): void {
  const database = new DatabaseSync(join(dataFolder, "nearside.db"));
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    database.prepare(statement).run(...values);
  } finally {
    database.close();
  }
}
