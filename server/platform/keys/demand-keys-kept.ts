import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Trx } from "../store/database.ts";
import { fixedQuery } from "../store/fixed-query.ts";
import { together } from "../store/together.ts";
import { EDGE_ERRORS, WireError } from "../wire-error.ts";
import type { WithKeys } from "./signing-keys.ts";

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
  const kids = [...new Set(statements.map(({ header }) => header.kid))].sort();
  const keys = await together(...kids.map((kid) => isGivenUp(trx, { kid })));
  if (keys.some(([key]) => key?.compromised !== 0)) refuse("server_key_given_up", "server_key");
}

/**
 * Demands, in the transaction that stores a token before it is given out, that the key which has just signed it was not given up
 * meanwhile, here or by another process. Until the transaction ends it is not.
 *
 * @param kid of that token's header
 * @throws SigningKeyGivenUp
 */
export async function demandSigner(trx: Trx, { keys }: WithKeys, kid: string): Promise<void> {
  const [key] = await isGivenUp(trx, { kid });
  if (key?.compromised === 0) return;
  keys.follow().catch(() => {}); // the next request finds the new key; a look that fails is logged with the next round
  throw new SigningKeyGivenUp();
}

/** A token was signed at the very moment at which its key was given up. Nothing was changed, and nobody gets it. */
class SigningKeyGivenUp extends WireError {
  override readonly name = "SigningKeyGivenUp";

  constructor() {
    super("the signing key was given up meanwhile");
  }

  get code() {
    return "temporarily_unavailable";
  }

  get status() {
    return EDGE_ERRORS.temporarily_unavailable.status;
  }

  get description() {
    return EDGE_ERRORS.temporarily_unavailable.sentence;
  }

  override get headers() {
    return { "Retry-After": "1" };
  }
}
