import type { Trx } from "./database.ts";
import { fixedLock } from "./fixed-query.ts";

/** What happens once in a server's life, or must not happen twice at once, and has no row of its own to be locked. */
type Turn = "administration" | "bootstrap" | "client_names" | "signing_keys";

/**
 * Waits until no other transaction has that turn, and keeps it until this one ends. What is read next is what the others have
 * left. Take it before any other lock.
 */
export async function takeTurn(trx: Trx, turn: Turn): Promise<void> {
  await trx
    .insertInto("settings")
    .values({ name: `turn/${turn}`, value: "" })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: "" }))
    .execute();
}

/** Some things are counted first and written after, each about one subject. */
type CountedTurn = "browsers" | "refusals";

/** The same as {@link takeTurn} for one subject: counts and writes about another one do not wait. */
export const takeTurnOf = (trx: Trx, turn: CountedTurn, subject: string): Promise<void> =>
  lockName(trx, { name: `${turn}/${subject}` });

/** PostgreSQL keeps a lock of any name until the transaction ends, without a row. */
const lockName = fixedLock<{ name: string }>()((db, value) =>
  db.selectNoFrom(({ fn, lit, val }) =>
    fn("pg_advisory_xact_lock", [fn("hashtextextended", [val(value("name")), lit(0)])]).as("taken"),
  ),
);
