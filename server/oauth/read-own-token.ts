import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { compactVerify, errors } from "jose";
import { type Ground, secondsNow } from "../ground.ts";

/**
 * An access token that this server signed and whose time is not over; whether it still stands is asked of the database next
 * (token-standing.ts). In that order: who makes tokens up costs this process a verification, and the database, which all share,
 * nothing; and nobody learns from how long it takes whether there is a token of some `jti`.
 *
 * @param text any text
 * @returns undefined for whatever else it is
 */
export async function readOwnToken(ground: Ground, text: string): Promise<AccessToken | undefined> {
  const token = await readToken(text);
  if (token === undefined || token.claims.iss !== ground.config.issuer) return undefined;
  const key = ground.keys.jwks.keys.find(({ kid }) => kid === token.header.kid);
  if (key === undefined) return undefined;
  try {
    // jose keeps what it imported by the object, which is the same one as long as the server runs
    await compactVerify(token.jws, key, { algorithms: ["ES256"] });
  } catch (cause) {
    if (cause instanceof errors.JWSSignatureVerificationFailed) return undefined;
    throw cause;
  }
  return token.claims.exp > secondsNow(ground) ? token : undefined;
}

async function readToken(text: string): Promise<AccessToken | undefined> {
  try {
    return await accessToken.read(text);
  } catch (cause) {
    if (cause instanceof Refused) return undefined;
    throw cause;
  }
}
