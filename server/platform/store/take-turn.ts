import type { Trx } from "./database.ts";
import { fixedLock } from "./fixed-query.ts";

/** Operations that happen once in a server's life, or must not run twice at once, and have no row of their own to lock. */
type Turn = "administration" | "bootstrap" | "client_names" | "signing_keys";

/**
 * Waits until no other transaction has that turn, and holds it until this one ends. Later reads see the results of the others. Take it
 * before any other lock.
 */
export async function takeTurn(trx: Trx, turn: Turn): Promise<void> {
  await trx
    .insertInto("settings")
    .values({ name: `turn/${turn}`, value: "" })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: "" }))
    .execute();
}

/** Operations that count first and write afterwards, each about one subject. */
type CountedTurn = "browsers" | "open_logins" | "refusals";

/** The same as {@link takeTurn} for one subject: operations on another subject do not wait. */
export const takeTurnOf = (trx: Trx, turn: CountedTurn, subject: string): Promise<void> =>
  lockName(trx, { name: `${turn}/${subject}` });

/** PostgreSQL holds a lock of any name until the transaction ends, without a row. */
const lockName = fixedLock<{ name: string }>()((db, value) =>
  db.selectNoFrom(({ fn, lit, val }) =>
    fn("pg_advisory_xact_lock", [fn("hashtextextended", [val(value("name")), lit(0)])]).as("taken"),
  ),
);
