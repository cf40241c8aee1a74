import type { Trx } from "./database.ts";

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
