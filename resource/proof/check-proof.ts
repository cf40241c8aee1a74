import { CLOCK_LEEWAY_SECONDS, DPOP_PROOF_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { AccessRefused, refusedAs } from "../access-refused.ts";
import type { ProofNonces } from "./proof-nonces.ts";

interface ProofExpectations {
  readonly method: string;
  readonly address: string;
  readonly token: AccessToken;
  readonly nonces: ProofNonces | undefined;
}

/** The part of a good proof that is remembered. */
export interface Proof {
  readonly jkt: string;
  readonly jti: string;
  /** Epoch seconds: the first second in which its own `iat` refuses it. */
  readonly expires: number;
}

/**
 * Checks that the token's key made the proof, for this token and this request, and recently (RFC 9449 §4.3, §7.1).
 * `checkReplay` checks whether it was seen before.
 *
 * @param now epoch seconds
 * @throws AccessRefused `proof_…`
 */
export async function checkProof(text: string, expected: ProofExpectations, now: number): Promise<Proof> {
  const { method, address, token, nonces } = expected;
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
  if (jkt !== token.claims.cnf?.jkt) throw new AccessRefused("proof_key");
  if (claims.ath !== token.hash) throw new AccessRefused("proof_token");
  if (claims.iat > now + CLOCK_LEEWAY_SECONDS || claims.iat < now - CLOCK_LEEWAY_SECONDS - DPOP_PROOF_SECONDS)
    throw new AccessRefused("proof_time", { serverTime: now });
  if (nonces !== undefined && !(await nonces.accepts(claims.nonce))) throw new AccessRefused("proof_nonce");
  return { jkt, jti: claims.jti, expires: claims.iat + CLOCK_LEEWAY_SECONDS + DPOP_PROOF_SECONDS + 1 };
}
