import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import { Refused } from "@nearside/shared/refused.ts";
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
  const { config, keys } = ground;
  try {
    const token = await accessToken.read(text);
    await verifyServerSignature(token, { issuer: config.issuer, serverKeys: keys.jwks.keys });
    return token.claims.exp > secondsNow(ground) ? token : undefined;
  } catch (cause) {
    if (cause instanceof Refused) return undefined;
    throw cause;
  }
}
