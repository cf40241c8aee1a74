import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { Client } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { secondsNow } from "../../../platform/surroundings.ts";
import { findAccessToken } from "../../../register/tokens/access-token-store.ts";
import { findFamily, type TokenFamily } from "../../../register/tokens/token-store.ts";
import { oauthTexts } from "../../../texts/oauth.ts";
import { logExchangeRefusal } from "./log-exchange-refusal.ts";

/** An access token of this server that its holder presented. It may still have been revoked. */
export interface Subject {
  readonly claims: AccessToken["claims"];
  readonly family: TokenFamily;
}

/** The client that exchanges, and the thumbprint of the DPoP proof's key. */
export interface Exchanger {
  readonly client: Client;
  readonly jkt: string;
}

// These codes are for the security log only.
const CLIENT_DIFFERS = "request_mismatch";
const KEY_DIFFERS = "key_mismatch";
const NOT_ITS_AUDIENCE = "wrong_audience";
const EXPIRED = "token_expired";

/**
 * Demands a subject token from the client that it is for: from the command line that has it, with its session key, or from a resource
 * server to which it was sent. In other hands it is invalid here (threat R24).
 *
 * @throws OauthError `invalid_request` (RFC 8693 §2.2.2): one answer for an unknown token, an expired one and another
 * client's, so a stranger learns nothing; the log tells them apart
 */
export async function demandSubject(
  services: WithClock & WithConfig & WithDb & WithKeys,
  text: string,
  by: Exchanger,
): Promise<Subject> {
  const subject = await findSubject(services, text);
  if (subject === undefined) throw notValid();
  const isOver = secondsNow(services) >= subject.claims.exp; // no leeway: it is our own clock that wrote it
  const code = whyForeign(subject.claims, by) ?? (isOver ? EXPIRED : undefined);
  if (code === undefined) return subject;
  await logExchangeRefusal(services, subject, by.client, code);
  throw notValid();
}

export const notValid = (options?: ErrorOptions): OauthError =>
  new OauthError("invalid_request", oauthTexts.exchange.subject, options);

/** Finds the subject token; undefined if the text is no access token of ours. */
async function findSubject(
  { db, config, keys }: WithConfig & WithDb & WithKeys,
  text: string,
): Promise<Subject | undefined> {
  let token: AccessToken;
  try {
    token = await accessToken.read(text);
    await verifyServerSignature(token, { issuer: config.issuer, serverKeys: keys.jwks.keys });
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
  const { claims } = token;
  const stored = await findAccessToken(db, claims.jti); // forgotten some time after it ended
  const family = stored && (await findFamily(db, { id: stored.familyId }));
  return family && { claims, family };
}

function whyForeign(claims: AccessToken["claims"], { client, jkt }: Exchanger): string | undefined {
  if (client.kind === "resource_server")
    return claims.aud.some((each) => client.resources.includes(each)) ? undefined : NOT_ITS_AUDIENCE;
  if (claims.client_id !== client.id) return CLIENT_DIFFERS;
  return claims.cnf?.jkt === jkt ? undefined : KEY_DIFFERS;
}
