import { refuse } from "@nearside/shared/chain/refusal.ts";
import { NONCE_SECONDS } from "@nearside/shared/lifetimes.ts";
import { type Nonce, nonce } from "@nearside/shared/statements/nonce.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { ServerSecrets, WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";

// The nonce of a meeting, of a login or an enrolment (protocol §4.3). Nothing is stored: it is the keyed hash of all that it is bound to,
// by a secret that all processes of this server share. One of these is the version of the login or the enrolment, which every step
// raises by a conditional write. So a nonce is good for one meeting at most, and the page that met hands it in again.

/** The login or the enrolment that is to be met, as it is now. */
interface ToMeet {
  readonly id: string;
  readonly version: number;
}

/**
 * A nonce for the next meeting of that login or enrolment, for one browser session only.
 *
 * @param requestHash H(request)
 * @param browserSession SHA-256 of the session's cookie
 */
export async function makeNonce(
  services: WithClock & WithConfig & WithKeys & WithSecrets,
  of: ToMeet,
  requestHash: string,
  browserSession: string,
): Promise<string> {
  const iat = secondsNow(services);
  return nonce.sign(services.keys.signer, {
    iss: services.config.issuer,
    request: requestHash,
    nonce: services.secrets.hash("meeting_nonce", boundTo(of, browserSession, iat)),
    iat,
    exp: iat + NONCE_SECONDS,
  });
}

/**
 * The nonce was given to that session, for that login or enrolment as it is now. The signature is the caller's to check.
 *
 * @param now epoch milliseconds
 * @throws Refused `nonce_mismatch`, `nonce_expired`; `nonce_used` if a step was taken since
 */
export function checkOwnNonce(
  secrets: ServerSecrets,
  { claims }: Nonce,
  of: ToMeet,
  browserSession: string,
  now: number,
): void {
  const isAt = (version: number): boolean =>
    secrets.isHash("meeting_nonce", boundTo({ id: of.id, version }, browserSession, claims.iat), claims.nonce);
  let given = of.version;
  while (given >= 0 && !isAt(given)) given -= 1;
  if (given < 0) refuse("nonce_mismatch", "session");
  if (now >= claims.exp * 1000) refuse("nonce_expired", "nonce.exp");
  if (given < of.version) refuse("nonce_used", "nonce");
}

/** No two of these texts are equal: none of their parts has a space. */
const boundTo = ({ id, version }: ToMeet, browserSession: string, iat: number): string =>
  `${id} ${version} ${browserSession} ${iat}`;
