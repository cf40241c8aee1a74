// The day that a way back waits (protocol §9), over at once: no test waits for it, and no setting makes it shorter than an hour.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** @param id of a way back that was agreed to */
export function endCoolingTime({ dataFolder }: { readonly dataFolder: string }, id: string): void {
  const database = new DatabaseSync(join(dataFolder, "nearside.db"), { timeout: 5000 });
  const { changes } = database.prepare("UPDATE recoveries SET started_at = started_at - ?1, seconded_at = seconded_at - ?1, opens_at = opens_at - ?1 WHERE id = ?2").run(2 * 86_400_000, id);
  database.close();
  if (changes !== 1) throw new Error(`there is no way back ${id}`);
}
