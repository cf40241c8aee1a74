import { atHash, idToken } from "@nearside/shared/oauth/id-token.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { TokenFamily } from "../../register/tokens/token-store.ts";

/**
 * Makes an ID token (OpenID Connect Core 1.0 §2, §3.1.3.3) beside that access token, with the same end. After a refresh it names the same
 * person and the same approval (§12.2).
 *
 * @param access `exp` in seconds
 * @param nonce of the authentication request, if it had one
 */
export async function mintIdToken(
  services: WithClock & WithConfig & WithKeys,
  family: TokenFamily,
  access: { readonly jws: string; readonly exp: number },
  nonce?: string,
): Promise<string> {
  const { auth_time, acr, amr } = family.grant;
  return idToken.sign(services.keys.signer, {
    iss: services.config.issuer,
    sub: family.userId,
    aud: family.clientId,
    exp: access.exp,
    iat: secondsNow(services),
    auth_time,
    acr,
    amr,
    ...(nonce === undefined ? {} : { nonce }),
    at_hash: await atHash(access.jws),
  });
}
