import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Trx } from "../store/database.ts";
import { fixedQuery } from "../store/fixed-query.ts";

const isGivenUp = fixedQuery<{ kid: string }>()((db, value) =>
  db.selectFrom("signing_keys").select("compromised").where("kid", "=", value("kid")).forShare(),
);

/**
 * What a key signed that was given up since counts no more (protocol §2). Asked of the database in the transaction that relies on it,
 * and it stays so until that ends: another server may have given it up, or this very moment somebody does.
 *
 * @param statements what the server signed, as it was read
 * @throws Refused `server_key_given_up`
 */
export async function demandKeysKept(
  trx: Trx,
  statements: readonly { readonly header: { readonly kid: string } }[],
): Promise<void> {
  for (const kid of [...new Set(statements.map(({ header }) => header.kid))].sort()) {
    const [key] = await isGivenUp(trx, { kid });
    if (key?.compromised !== 0) refuse("server_key_given_up", "server_key");
  }
}
