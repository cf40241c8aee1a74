import { atHash, idToken } from "@nearside/shared/oauth/id-token.ts";
import { type Ground, secondsNow } from "../ground.ts";
import type { TokenFamily } from "./token-store.ts";

/**
 * An ID token (OpenID Connect Core 1.0 §2, §3.1.3.3) beside that access token, as long as it is good. After a refresh it says the
 * same person and the same approval (§12.2).
 *
 * @param access `exp` in seconds
 */
export async function mintIdToken(
  ground: Pick<Ground, "clock" | "config" | "keys">,
  family: TokenFamily,
  access: { readonly jws: string; readonly exp: number },
): Promise<string> {
  const { auth_time, acr, amr } = family.grant;
  return idToken.sign(ground.keys.signer, {
    iss: ground.config.issuer,
    sub: family.userId,
    aud: family.clientId,
    exp: access.exp,
    iat: secondsNow(ground),
    auth_time,
    acr,
    amr,
    at_hash: await atHash(access.jws),
  });
}
