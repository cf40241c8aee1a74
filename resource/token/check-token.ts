import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { AccessRefused, refusedAs } from "../access-refused.ts";
import type { IssuerKeys } from "../issuer/issuer-keys.ts";

interface TokenExpectations {
  readonly issuer: string;
  /** One of them must be in `aud`. */
  readonly audiences: readonly string[];
  readonly keys: Pick<IssuerKeys, "find">;
  /** False if it was sent as Bearer. */
  readonly isProved: boolean;
}

/**
 * Checks that this issuer made the token for this API, and that it is valid now (RFC 9068 §4). Claims that protocol
 * §4.6 does not name, `nbf` among them, are refused as malformed: two readers must not judge one token differently.
 *
 * @param now epoch seconds
 * @throws AccessRefused `token_…`, `bearer_refused`, `issuer_unavailable`
 */
export async function checkToken(text: string, expected: TokenExpectations, now: number): Promise<AccessToken> {
  const token = await accessToken.read(text).catch(
    refusedAs({
      malformed: "token_malformed",
      wrong_type: "token_type",
      wrong_algorithm: "token_algorithm",
    }),
  );
  const { cnf, proof, iss, aud, iat, exp } = token.claims;
  // One that is bound to a key comes with its proof, and only a program that only knows a redirect has one that is not (protocol §6).
  if (cnf !== undefined && !expected.isProved) throw new AccessRefused("bearer_refused");
  if (cnf === undefined && (expected.isProved || proof?.program !== "redirect"))
    throw new AccessRefused("token_malformed");
  if (iss !== expected.issuer) throw new AccessRefused("token_issuer");
  const key = await expected.keys.find(token.header.kid);
  if (key === undefined) throw new AccessRefused("token_key_unknown");
  await verifySignature(token, key).catch(refusedAs({ bad_signature: "token_signature" }));
  if (!aud.some((each) => expected.audiences.includes(each))) throw new AccessRefused("token_audience");
  if (iat > now + CLOCK_LEEWAY_SECONDS) throw new AccessRefused("token_not_yet_valid", { serverTime: now });
  if (exp <= now - CLOCK_LEEWAY_SECONDS) throw new AccessRefused("token_expired");
  return token;
}
