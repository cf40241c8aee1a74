import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Trx } from "../store/database.ts";
import { fixedQuery } from "../store/fixed-query.ts";

const isGivenUp = fixedQuery<{ kid: string }>()((db, value) =>
  db.selectFrom("signing_keys").select("compromised").where("kid", "=", value("kid")).forShare(),
);

/**
 * Refuses statements whose key was given up (protocol §2). The database is asked in the transaction that relies on them, and the answer
 * holds until that ends: another server may have given the key up, or somebody may be doing so now.
 *
 * @param statements statements that the server signed, as they were read
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
