import type { Db, Trx } from "../../platform/store/database.ts";
import type { Batch } from "./batch.ts";

/** The setting of the last batch that a person has given up as lost. */
const GIVEN_UP = "retention/given_up";

/** A batch with its number in the list. */
interface Listed {
  readonly seq: number;
  readonly batch: Batch;
}

/** Finds the last batch that the database lists. @returns undefined if no batch is listed, or if it was given up */
export async function newestBatch(db: Db | Trx): Promise<Listed | undefined> {
  const row = await db.selectFrom("archives").selectAll().orderBy("seq", "desc").limit(1).executeTakeFirst();
  if (row === undefined) return undefined;
  const givenUp = await db.selectFrom("settings").select("value").where("name", "=", GIVEN_UP).executeTakeFirst();
  const seq = Number(row.seq);
  if (seq <= Number(givenUp?.value ?? 0)) return undefined;
  const { file, entries, sha256, previous } = row;
  return { seq, batch: { file, from: Number(row.from_byte), to: Number(row.to_byte), entries, sha256, previous } };
}

/** Demands no batch up to that one of the archive any more. */
export async function giveUp(trx: Trx, seq: number): Promise<void> {
  const value = String(seq);
  await trx
    .insertInto("settings")
    .values({ name: GIVEN_UP, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}

/** Lists a batch, whose entries are about to be deleted here. */
export async function listBatch(
  trx: Trx,
  { file, from, to, entries, sha256, previous }: Batch,
  of: { readonly at: number; readonly what: "logins" | "events"; readonly events: readonly number[] },
): Promise<void> {
  const { at, what, events } = of;
  await trx
    .insertInto("archives")
    .values({
      ...{ at, what, file, from_byte: from, to_byte: to, entries, sha256, previous },
      first_event: events[0] ?? null,
      last_event: events.at(-1) ?? null,
    })
    .execute();
  if (events.length > 0) await trx.insertInto("archived_events").values(runsOf(events)).execute();
}

/** @param numbers in ascending order */
function runsOf(numbers: readonly number[]): { first_event: number; last_event: number }[] {
  const runs: { first_event: number; last_event: number }[] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run.last_event === number - 1) run.last_event = number;
    else runs.push({ first_event: number, last_event: number });
  }
  return runs;
}
