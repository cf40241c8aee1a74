import type { Db } from "../../platform/store/database.ts";

/** Events that were moved to the archive before a consumer had them. */
interface Missed {
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** Finds them between two numbers. A consumer is told, so that a gap is never taken for silence. */
export async function missedBetween(db: Db, after: number, upTo: number): Promise<Missed | undefined> {
  const runs = await db
    .selectFrom("archived_events")
    .selectAll()
    .where("last_event", ">", after)
    .where("first_event", "<=", upTo)
    .execute();
  const parts = runs.map((run) => ({
    first: Math.max(Number(run.first_event), after + 1),
    last: Math.min(Number(run.last_event), upTo),
  }));
  if (parts.length === 0) return undefined;
  return {
    count: parts.reduce((sum, { first, last }) => sum + last - first + 1, 0),
    first: Math.min(...parts.map(({ first }) => first)),
    last: Math.max(...parts.map(({ last }) => last)),
  };
}
