import { isRefusalCode, refuse, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import { hasScope } from "@nearside/shared/oauth/scopes.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { AccessError } from "../../platform/http/access-error.ts";
import type { Call } from "../../platform/http/call.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { WithActiveTokens } from "../../register/tokens/active-tokens.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { logRefusal } from "../login/log-refusal.ts";
import { demandDpop } from "./demand-dpop.ts";
import type { WithDpopNonces } from "./dpop-nonce.ts";

/**
 * Demands an access token that opens this server itself. The token is ours, for this issuer as its audience (RFC 9068 §4),
 * and of that scope. The key to which it is bound presents it with a proof for this very request (RFC 9449 §7). Everything on
 * which it depends is active (threat R16).
 *
 * @throws AccessError
 */
export async function demandAccess(
  services: WithClock & WithConfig & WithDb & WithDpopNonces & WithKeys & WithActiveTokens,
  c: Call,
  scope: string,
): Promise<AccessToken["claims"]> {
  const { claims } = await demandProvedToken(services, c).catch((error) => {
    throw asAccessError(error);
  });
  if (hasScope(claims.scope, scope)) return claims;
  throw new AccessError("insufficient_scope", oauthTexts.token.scope({ scope }), { scope });
}

/** Demands a token of ours that is active, with a proof of its key. */
async function demandProvedToken(
  services: WithClock & WithConfig & WithDb & WithDpopNonces & WithKeys & WithActiveTokens,
  c: Call,
): Promise<AccessToken> {
  const token = await readToken(services, c.req.header("Authorization"));
  await logRefusal(services, "userinfo", token.claims.request, async () => {
    await demandProofOf(services, c, token);
    await services.activeTokens.demandToken(services.db, token.claims.jti);
  });
  return token;
}

/** Reads the token from the header only: in a form or an address a token would be written down (RFC 9449 §7.1, RFC 9700 §2.6). */
async function readToken(
  services: WithClock & WithConfig & WithKeys,
  header: string | undefined,
): Promise<AccessToken> {
  const [, scheme, text] = /^(DPoP|Bearer) +([^ ]+)$/i.exec(header ?? "") ?? [];
  if (text === undefined)
    throw new AccessError("invalid_token", oauthTexts.token.missing, {
      unasked: header === undefined,
    });
  const token = await accessToken.read(text);
  // A token that is bound to a key comes with a proof by it, and no other does (RFC 9449 §7.2).
  if ((token.claims.cnf === undefined) !== (scheme?.toLowerCase() === "bearer"))
    throw new AccessError("invalid_token", oauthTexts.token.type);
  const { issuer } = services.config;
  await verifyServerSignature(token, { issuer, serverKeys: services.keys.jwks.keys });
  if (!token.claims.aud.includes(issuer)) refuse("wrong_audience", "token.aud");
  if (token.claims.exp <= secondsNow(services)) throw new AccessError("invalid_token", oauthTexts.token.ended);
  return token;
}

async function demandProofOf(
  services: WithClock & WithConfig & WithDb & WithDpopNonces,
  c: Call,
  { jws, claims }: AccessToken,
): Promise<void> {
  const { cnf } = claims;
  if (cnf === undefined) return; // a program that only knows a redirect has no key (protocol §6)
  const proof = await demandDpop(services, c, async (jkt) => {
    if (jkt !== cnf.jkt) refuse("key_mismatch", "dpop.jwk");
  });
  if (proof.claims.ath !== (await sha256Base64url(jws)))
    throw new OauthError("invalid_dpop_proof", oauthTexts.token.proofOfOther);
}

function asAccessError(error: unknown): unknown {
  if (error instanceof Refused && isRefusalCode(error.code))
    return new AccessError("invalid_token", sentenceOf(error.code), { cause: error, refusal: error.code });
  if (error instanceof OauthError) {
    const code = error.code === "use_dpop_nonce" ? error.code : "invalid_dpop_proof";
    return new AccessError(code, error.description, { cause: error, serverTime: error.serverTime });
  }
  return error;
}
