import type { RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import type { Config } from "../../platform/config/config.ts";
import type { Party } from "../../register/machines/party.ts";

/** Milliseconds that the browser waits for the authenticator; the login's own end comes first or soon after. */
const TIMEOUT_MS = 120_000;

/**
 * Options of `navigator.credentials.get`: one of those passkeys, the person verified (protocol §4.5). Transports are
 * left out: they are unsigned, and a wrong one would only keep the person from a passkey that would do.
 *
 * @param challenge base64url
 */
export const requestOptions = (
  config: Pick<Config, "rpId">,
  passkeys: Party["passkeys"],
  challenge: string,
): RequestOptions => ({
  challenge,
  rpId: config.rpId,
  timeout: TIMEOUT_MS,
  userVerification: "required",
  allowCredentials: passkeys
    .filter(({ state }) => state === "active")
    .map(({ credential_id }) => ({ id: credential_id, type: "public-key" })),
  hints: ["client-device", "security-key"],
});
