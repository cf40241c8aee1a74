import { newRandomId } from "@nearside/shared/ids.ts";
import { NONCE_SECONDS } from "@nearside/shared/lifetimes.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithRandom } from "../../../platform/surroundings.ts";
import { insertNonce } from "../../../register/logins/nonce-store.ts";

/**
 * A fresh nonce for one meeting of that request, login's or enrolment's, for one browser session only (protocol §4.3).
 *
 * @param subject request or enrolment id
 * @param requestHash H(request)
 * @param browserSession SHA-256 of the session's cookie
 */
export async function startNonce(
  services: WithClock & WithConfig & WithDb & WithKeys & WithRandom,
  subject: string,
  requestHash: string,
  browserSession: string,
): Promise<string> {
  const value = newRandomId(services.random);
  const iat = secondsNow(services);
  const statement = await nonce.sign(services.keys.signer, {
    iss: services.config.issuer,
    request: requestHash,
    nonce: value,
    iat,
    exp: iat + NONCE_SECONDS,
  });
  const expiresAt = services.clock() + NONCE_SECONDS * 1000;
  const stored = { statement, subject, browserSession, expiresAt };
  await services.db.transaction().execute((trx) => insertNonce(trx, value, stored));
  return statement;
}
