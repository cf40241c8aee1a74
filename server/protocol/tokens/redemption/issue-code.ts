import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { CODE_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { CodeAnswer } from "@nearside/shared/oauth/authorization-code.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { findRedirectOfLogin, storeCode } from "../../../register/redirects/redirect-store.ts";
import type { SingleUse } from "../../../register/tokens/single-use.ts";

const CODE_BYTES = 32;

/**
 * Makes the authorization code of an approved login (RFC 6749 §4.1.2, protocol §6), for the keeper that began it. A keeper that asks again,
 * because the answer was lost, gets another one in its place, which ends no later.
 *
 * @throws Refused `request_settled` if the code was used, or the keeper has refused the program
 */
export async function issueCode(
  services: WithClock & WithDb & WithRandom,
  loginId: string,
  once: SingleUse,
): Promise<CodeAnswer> {
  const kept = await findRedirectOfLogin(services.db, loginId);
  if (kept === undefined) throw new Error("a login for a program lacks what the program asked for");
  const code = encodeBase64url(services.random(CODE_BYTES));
  const hash = await sha256Base64url(code);
  const now = services.clock();
  const expiresAt = "codeExpiresAt" in kept ? kept.codeExpiresAt : now + CODE_SECONDS * 1000;
  if (now >= expiresAt) refuse("request_expired", "code");
  const isStored = await once.transaction((trx) => storeCode(trx, kept.id, hash, expiresAt));
  if (!isStored) refuse("request_settled", "code");
  return { authorization_code: code, expires_in: Math.floor((expiresAt - now) / 1000) };
}
