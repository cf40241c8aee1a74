import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import { RecentlyUsed } from "../../platform/waiting/recently-used.ts";

/**
 * Reads an access token that this server signed and whose time is not over; the caller then asks the database whether it is
 * still active (active-tokens.ts). In this order a made-up token costs this process a verification and the shared
 * database nothing, and the time that it takes does not tell a stranger whether there is a token of some `jti`.
 *
 * @param text any text
 * @param leeway seconds after its end in which it is taken anyway
 * @returns undefined for any other text
 */
export async function readIssuedToken(
  services: WithClock & WithConfig & WithKeys & WithVerifiedTokens,
  text: string,
  leeway = 0,
): Promise<AccessToken | undefined> {
  try {
    const token = await readSigned(services, text);
    return token.claims.exp > secondsNow(services) - leeway ? token : undefined;
  } catch (cause) {
    if (cause instanceof Refused) return undefined;
    throw cause;
  }
}

/** Each token takes some 3 KB. */
const MOST_TOKENS = 1024;

/**
 * The tokens whose signature by one of the published keys was verified: an API asks about one token with each request of its
 * bearer. A token without a valid signature is not held, and nothing is held once other keys are active.
 */
export class VerifiedTokens {
  #jwks: WithKeys["keys"]["jwks"] | undefined;
  #tokens = new RecentlyUsed<AccessToken>(MOST_TOKENS);

  /** @returns those that were verified by exactly these keys */
  under(jwks: WithKeys["keys"]["jwks"]): RecentlyUsed<AccessToken> {
    if (jwks !== this.#jwks) {
      this.#jwks = jwks;
      this.#tokens = new RecentlyUsed<AccessToken>(MOST_TOKENS);
    }
    return this.#tokens;
  }
}

export interface WithVerifiedTokens {
  readonly verifiedTokens: VerifiedTokens;
}

/** Reads a token whose signature is ours. @throws Refused if it is no access token, or not ours */
async function readSigned(
  { config: { issuer }, keys: { jwks }, verifiedTokens }: WithConfig & WithKeys & WithVerifiedTokens,
  text: string,
): Promise<AccessToken> {
  const verified = verifiedTokens.under(jwks);
  const held = verified.get(text);
  if (held?.claims.iss === issuer) return held;
  const token = await accessToken.read(text);
  await verifyServerSignature(token, { issuer, serverKeys: jwks.keys });
  verified.add(text, token);
  return token;
}
