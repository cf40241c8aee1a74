import { newRandomId } from "@nearside/shared/ids.ts";
import { NONCE_SECONDS } from "@nearside/shared/lifetimes.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { type Ground, secondsNow } from "../ground.ts";
import { insertNonce } from "./nonce-store.ts";

/**
 * A fresh nonce for one meeting of that request, login's or enrolment's, for one browser session only (protocol §4.3).
 *
 * @param subject request or enrolment id
 * @param requestHash H(request)
 * @param browserSession SHA-256 of the session's cookie
 */
export async function startNonce(
  ground: Ground,
  subject: string,
  requestHash: string,
  browserSession: string,
): Promise<string> {
  const value = newRandomId(ground.random);
  const iat = secondsNow(ground);
  const statement = await nonce.sign(ground.keys.signer, {
    iss: ground.config.issuer,
    request: requestHash,
    nonce: value,
    iat,
    exp: iat + NONCE_SECONDS,
  });
  const expiresAt = ground.clock() + NONCE_SECONDS * 1000;
  const stored = { statement, subject, browserSession, expiresAt };
  await ground.db.transaction().execute((trx) => insertNonce(trx, value, stored));
  return statement;
}
