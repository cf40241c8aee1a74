import { type BrowserTrouble, readTroubles } from "@nearside/shared/api/browser-trouble.ts";
import { type Wanted, wantedSchema } from "@nearside/shared/api/login-requests.ts";
import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { type TokenAnswer, tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import { Problem } from "../problems/problem.ts";
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

interface Polling {
  readonly clientId: string;
  readonly deviceCode: string;
  /** Seconds between the starts of two polls (RFC 8628 §3.2). */
  readonly interval: number;
  /** Epoch milliseconds after which nothing can be granted any more. */
  readonly until: number;
  /** Told once of each reason for which a browser says that it did not meet; left out, the server is not asked for any. */
  readonly trouble?: ((code: BrowserTrouble) => void) | undefined;
  /** Told what the person has to type in the browser before they can approve, and of nothing once that is typed. Left out as above. */
  readonly wanted?: ((wanted: Wanted | undefined) => void) | undefined;
}

/**
 * Polls until the login is decided (RFC 8628 §3.4), one request in flight. What passes (no network, a busy server) is
 * waited out until the login has expired.
 *
 * @throws Problem `denied`, `request_expired`, `login_refused`, …
 */
export async function pollToken(connection: Connection, session: Signer, polling: Polling): Promise<TokenAnswer> {
  const { token_endpoint: url } = await connection.metadata();
  const troubles = new Set<BrowserTrouble>();
  let known = 0;
  const tellTrouble = (said: unknown): void => {
    const { count, codes } = readTroubles(said);
    known = count;
    for (const code of codes) {
      if (!troubles.has(code)) polling.trouble?.(code);
      troubles.add(code);
    }
  };
  let knownWanted: Wanted["what"] | "none" = "none";
  const tellWanted = (said: unknown): void => {
    const read = v.safeParse(wantedSchema, said);
    const wanted = read.success ? read.output : undefined;
    const what = wanted?.what ?? "none";
    if (what !== knownWanted) polling.wanted?.(wanted);
    knownWanted = what;
  };
  const form = { grant_type: DEVICE_CODE_GRANT, client_id: polling.clientId, device_code: polling.deviceCode };
  const bodyNow = (): string =>
    new URLSearchParams({
      ...form,
      ...(polling.trouble !== undefined && { known_trouble: String(known) }),
      ...(polling.wanted !== undefined && { known_wanted: knownWanted }),
    }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const poll = async (): Promise<TokenAnswer> => {
    const body = bodyNow();
    return readAnswer(
      await sendProved(connection, session, async () => ({ method: "POST", url, headers, body, timeout: TIMEOUT })),
      tokenAnswerSchema,
    );
  };
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
        else tellWanted(error.wanted);
        tellTrouble(error.trouble);
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
