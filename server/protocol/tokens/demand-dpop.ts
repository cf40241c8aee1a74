import { CLOCK_LEEWAY_SECONDS, DPOP_PROOF_SECONDS } from "@nearside/shared/lifetimes.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { type VerifiedDpop, verifyDpop } from "@nearside/shared/statements/dpop.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Call } from "../../platform/http/call.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import { SingleUse } from "../../register/tokens/single-use.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import type { WithDpopNonces } from "./dpop-nonce.ts";

/**
 * Demands a DPoP proof (RFC 9449 §4.3): one header, well-formed, for this method and address, fresh, with a nonce of ours,
 * never seen before. Every answer to such a request carries the nonce for the next one (§8.2).
 *
 * @param findByKey finds what the key of that thumbprint may use; it throws if that is nothing, so that no proof of a stranger is stored
 * @returns the proof, and what `findByKey` found
 * @throws OauthError `invalid_dpop_proof`, `use_dpop_nonce`; the errors of `findByKey`
 */
export async function demandDpop<Found>(
  services: WithClock & WithConfig & WithDb & WithDpopNonces,
  c: Call,
  findByKey: (jkt: string) => Promise<Found>,
): Promise<VerifiedDpop & { readonly found: Found }> {
  const once = new SingleUse(services);
  const proof = await demandDpopOf(once, services, c, findByKey);
  await once.record();
  return proof;
}

/** Demands a DPoP proof as {@link demandDpop} does. Its use is recorded with everything else that the request writes. */
export async function demandDpopOf<Found>(
  once: SingleUse,
  services: WithClock & WithConfig & WithDpopNonces,
  c: Call,
  findByKey: (jkt: string) => Promise<Found>,
): Promise<VerifiedDpop & { readonly found: Found }> {
  c.header("DPoP-Nonce", services.dpopNonces.current());
  const proof = await readProof(services, c);
  const { iat, nonce, jti } = proof.claims;
  if (nonce === undefined || !services.dpopNonces.accepts(nonce))
    throw new OauthError("use_dpop_nonce", oauthTexts.dpop.nonce, {
      isOrdinary: nonce === undefined, // a client without one asks for its first
    });
  const now = secondsNow(services);
  // Its nonce says when it was made, to five minutes; `iat` keeps the time within which its jti must be remembered short.
  if (iat > now + CLOCK_LEEWAY_SECONDS || iat < now - CLOCK_LEEWAY_SECONDS - DPOP_PROOF_SECONDS)
    throw new OauthError("clock_skew", oauthTexts.dpop.time, { serverTime: now });
  const forgetAt = (iat + CLOCK_LEEWAY_SECONDS + DPOP_PROOF_SECONDS + 1) * 1000;
  const replayed = () => new OauthError("invalid_dpop_proof", oauthTexts.dpop.replayed);
  const mark = { kind: "dpop", signer: proof.jkt, jti, forgetAt, replayed };
  const found = await once.addFor(mark, () => findByKey(proof.jkt));
  return { ...proof, found };
}

async function readProof(services: WithConfig, c: Call): Promise<VerifiedDpop> {
  const header = c.req.header("DPoP");
  if (header === undefined) throw new OauthError("invalid_dpop_proof", oauthTexts.dpop.missing);
  const url = services.config.issuer + c.req.path; // never what the request says of its own host
  try {
    return await verifyDpop(header, c.req.method, url);
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    throw new OauthError("invalid_dpop_proof", oauthTexts.dpop.refused({ problem: cause.message }), { cause });
  }
}
