import { CLOCK_LEEWAY_SECONDS, DPOP_PROOF_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { sha256Base64url } from "@nearside/shared/sha256.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { AccessRefused } from "./access-refused.ts";
import type { ProofNonces } from "./proof-nonces.ts";
import { refusedAs } from "./refused-as.ts";
import { type ReplayStore, ReplayStoreFull } from "./replay-store.ts";

export interface ProofExpectations {
  readonly method: string;
  readonly address: string;
  readonly token: AccessToken;
  readonly nonces: ProofNonces | undefined;
  readonly replays: ReplayStore;
}

/**
 * A proof by the token's key, for this token and this request, fresh and never seen before (RFC 9449 §4.3, §7.1).
 * What can be remembered is judged last: of a stranger's proofs nothing is remembered.
 *
 * @param now seconds
 * @throws AccessRefused `proof_…`, `replay_store_full`, `replay_store_unavailable`
 */
export async function checkProof(text: string, expected: ProofExpectations, now: number): Promise<void> {
  const { method, address, token, nonces, replays } = expected;
  const { claims, jkt } = await verifyDpop(text, method, address).catch(
    refusedAs({
      malformed: "proof_malformed",
      wrong_type: "proof_type",
      wrong_algorithm: "proof_algorithm",
      bad_signature: "proof_signature",
      "wrong_audience htm": "proof_method",
      "wrong_audience htu": "proof_address",
    }),
  );
  if (jkt !== token.claims.cnf.jkt) throw new AccessRefused("proof_key");
  if (claims.ath !== token.hash) throw new AccessRefused("proof_token");
  if (claims.iat > now + CLOCK_LEEWAY_SECONDS || claims.iat < now - CLOCK_LEEWAY_SECONDS - DPOP_PROOF_SECONDS)
    throw new AccessRefused("proof_time", { serverTime: now });
  if (nonces !== undefined && !(await nonces.accepts(claims.nonce))) throw new AccessRefused("proof_nonce");
  // The first second in which its own `iat` refuses it
  const expires = claims.iat + CLOCK_LEEWAY_SECONDS + DPOP_PROOF_SECONDS + 1;
  if (await wasSeen(replays, await sha256Base64url(`${jkt}.${claims.jti}`), expires))
    throw new AccessRefused("proof_replayed");
}

/** Fails closed: a store that cannot tell lets nothing through. */
async function wasSeen(replays: ReplayStore, key: string, expires: number): Promise<boolean> {
  let seen: unknown;
  try {
    seen = await replays.seen(key, expires);
  } catch (cause) {
    const code = cause instanceof ReplayStoreFull ? "replay_store_full" : "replay_store_unavailable";
    throw new AccessRefused(code, {}, { cause });
  }
  if (typeof seen !== "boolean") {
    const cause = new TypeError("ReplayStore.seen must answer true or false");
    throw new AccessRefused("replay_store_unavailable", {}, { cause });
  }
  return seen;
}
