import type { Signer } from "@nearside/shared/keys.ts";
import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { Problem } from "../problem.ts";
import { isPassing } from "./back-off.ts";
import type { Connection } from "./connection.ts";
import { readAnswer } from "./read-answer.ts";
import { sendProved } from "./send-proved.ts";
import { ServerRefusal } from "./server-refusal.ts";

/** A held poll is answered within 20 s (protocol §4.6); whoever waits longer waits for nothing. Milliseconds. */
const TIMEOUT = (HELD_POLL_SECONDS + 5) * 1000;
/** RFC 8628 §3.5: `slow_down` adds so many seconds, for good. */
const SLOW_DOWN_SECONDS = 5;
/** Between tries while the network fails. Milliseconds. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

export interface Polling {
  readonly clientId: string;
  readonly deviceCode: string;
  /** Seconds between the starts of two polls (RFC 8628 §3.2). */
  readonly interval: number;
  /** Epoch milliseconds after which nothing can be granted any more. */
  readonly until: number;
}

/**
 * Polls until the login is decided (RFC 8628 §3.4), one request in flight. What passes (no network, a busy server) is
 * waited out until the login has expired.
 *
 * @throws Problem `denied`, `request_expired`, `login_refused`, …
 */
export async function pollToken(connection: Connection, session: Signer, polling: Polling): Promise<TokenAnswer> {
  const { token_endpoint: url } = await connection.metadata();
  const body = new URLSearchParams({
    grant_type: DEVICE_CODE_GRANT,
    client_id: polling.clientId,
    device_code: polling.deviceCode,
  }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const poll = async (): Promise<TokenAnswer> =>
    readAnswer(
      await sendProved(connection, session, async () => ({ method: "POST", url, headers, body, timeout: TIMEOUT })),
      tokenAnswerSchema,
    );
  let interval = polling.interval * 1000;
  let pause = FIRST_PAUSE;
  for (;;) {
    const started = connection.now();
    try {
      return await poll();
    } catch (error) {
      if (isPassing(error)) {
        if (connection.now() + pause >= polling.until) throw error;
        await connection.sleep(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      } else {
        if (!(error instanceof ServerRefusal)) throw error;
        if (error.error === "slow_down") interval += SLOW_DOWN_SECONDS * 1000;
        else if (error.error !== "authorization_pending") throw endOf(error);
        pause = FIRST_PAUSE;
      }
    }
    const next = Math.max(started + interval, connection.now());
    if (next >= polling.until) throw new Problem("request_expired");
    if (next > connection.now()) await connection.sleep(next - connection.now());
  }
}

/** `access_denied` stands for a person's no and for a rule's: the server's further member tells which. */
function endOf(refusal: ServerRefusal): Problem {
  return refusal.error === "invalid_grant" && refusal.code === "credential_revoked"
    ? new Problem("request_settled", undefined, { cause: refusal })
    : refusal;
}
