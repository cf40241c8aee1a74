import { type BrowserTrouble, readTroubles } from "@nearside/shared/api/browser-trouble.ts";
import { type Wanted, wantedSchema } from "@nearside/shared/api/login-requests.ts";
import { type SecondWait, secondWaitSchema } from "@nearside/shared/api/second-wait.ts";
import { HELD_POLL_SECONDS, REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import * as v from "valibot";
import { Problem } from "../problems/problem.ts";
import { createOutage, isPassing } from "./back-off.ts";
import type { Connection } from "./connection.ts";
import { readAnswer } from "./read-answer.ts";
import { type Prove, sendProved } from "./send-proved.ts";
import { ServerRefusal } from "./server-refusal.ts";

/** A held poll is answered within 20 s (protocol §4.6), so a longer wait is for nothing. Milliseconds. */
const TIMEOUT = (HELD_POLL_SECONDS + 5) * 1000;
/** The seconds that `slow_down` adds to the interval, for good (RFC 8628 §3.5). */
const SLOW_DOWN_SECONDS = 5;
/** The pause between tries while the network fails. Milliseconds. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

interface Polling {
  readonly clientId: string;
  readonly deviceCode: string;
  /** The time between the starts of two polls (RFC 8628 §3.2). Seconds. */
  readonly interval: number;
  /** After this time nothing can be granted, unless the login waits for further people by then. Epoch milliseconds. */
  readonly until: number;
  /**
   * Called once for each reason for which a browser says that it did not meet. If it is left out, the server is not asked
   * for any.
   */
  readonly trouble?: ((code: BrowserTrouble) => void) | undefined;
  /**
   * Called with what the person has to type in the browser before they can approve, and with undefined once that is typed.
   * If it is left out, the server is not asked for it.
   */
  readonly wanted?: ((wanted: Wanted | undefined) => void) | undefined;
  /** Called whenever something changes while the login waits for further people. It may be granted until they have had their time. */
  readonly second?: ((second: SecondWait) => void) | undefined;
}

/**
 * Polls until the login is decided (RFC 8628 §3.4), one request in flight. Failures that pass (no network, a busy server)
 * are waited out until the login has expired.
 *
 * @throws Problem `denied`, `request_expired`, `login_refused`, …
 */
export async function pollFor<Answer>(
  connection: Connection,
  prove: Prove,
  polling: Polling,
  schema: v.GenericSchema<unknown, Answer>,
): Promise<Answer> {
  const { token_endpoint: url } = await connection.metadata();
  const news = createNews(polling);
  const outage = createOutage(connection);
  let interval = polling.interval * 1000;
  let pause = FIRST_PAUSE;
  let { until } = polling;
  for (;;) {
    const started = connection.now();
    try {
      const answer = await poll(connection, prove, url, polling, news.parameters(), schema);
      outage.answered();
      return answer;
    } catch (error) {
      if (isPassing(error)) {
        outage.failed(error);
        if (connection.now() + pause >= until) throw error;
        await connection.sleep(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      } else {
        outage.answered();
        const refusal = demandUndecided(error);
        if (refusal.error === "slow_down") interval += SLOW_DOWN_SECONDS * 1000;
        news.tell(refusal);
        until = waitedForUntil(connection, news.second()) ?? polling.until;
        pause = FIRST_PAUSE;
      }
    }
    await untilNextPoll(connection, started + interval, until);
  }
}

/** The end of the time that further people have, and then of fetching the token. Epoch milliseconds. */
const waitedForUntil = ({ clock }: Connection, second: SecondWait | undefined): number | undefined =>
  second === undefined ? undefined : (second.until + REQUEST_SECONDS - clock.offset()) * 1000;

async function poll<Answer>(
  connection: Connection,
  prove: Prove,
  url: string,
  { clientId, deviceCode }: Polling,
  reported: Readonly<Record<string, string>>,
  schema: v.GenericSchema<unknown, Answer>,
): Promise<Answer> {
  const form = { grant_type: DEVICE_CODE_GRANT, client_id: clientId, device_code: deviceCode, ...reported };
  const body = new URLSearchParams(form).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const make = async () => ({ method: "POST" as const, url, headers, body, timeout: TIMEOUT });
  return readAnswer(await sendProved(connection, prove, make), schema);
}

/** @throws Problem if the login is decided; every error that is not the server's */
function demandUndecided(error: unknown): ServerRefusal {
  if (!(error instanceof ServerRefusal)) throw error;
  if (error.error !== "slow_down" && error.error !== "authorization_pending") throw endOf(error);
  return error;
}

/** @throws Problem `request_expired` */
async function untilNextPoll({ now, sleep }: Connection, earliest: number, until: number): Promise<void> {
  const next = Math.max(earliest, now());
  if (next >= until) throw new Problem("request_expired");
  if (next > now()) await sleep(next - now());
}

/**
 * Passes on, each time only once, what the server tells of the browsers while the login is undecided (protocol §4.6). Each poll
 * says what is known here already, so that a held one is answered as soon as there is more.
 */
function createNews(polling: Polling) {
  const troubles = new Set<BrowserTrouble>();
  let knownTrouble = 0;
  let knownWanted: Wanted["what"] | "none" = "none";
  let knownSecond: SecondWait | undefined;
  return {
    parameters: (): Readonly<Record<string, string>> => ({
      ...(polling.trouble !== undefined && { known_trouble: String(knownTrouble) }),
      ...(polling.wanted !== undefined && { known_wanted: knownWanted }),
      known_second: String(knownSecond?.version ?? 0),
    }),
    second: () => knownSecond,
    tell: ({ error, wanted, trouble, second }: ServerRefusal): void => {
      if (error === "authorization_pending") tellWanted(wanted);
      if (error === "authorization_pending") tellSecond(second);
      tellTrouble(trouble);
    },
  };

  function tellSecond(sent: unknown): void {
    const read = v.safeParse(secondWaitSchema, sent);
    if (!read.success) return;
    const isNews = read.output.version !== knownSecond?.version;
    knownSecond = read.output;
    if (isNews) polling.second?.(read.output);
  }

  function tellTrouble(sent: unknown): void {
    const { count, codes } = readTroubles(sent);
    knownTrouble = count;
    for (const code of codes) {
      if (!troubles.has(code)) polling.trouble?.(code);
      troubles.add(code);
    }
  }

  function tellWanted(sent: unknown): void {
    const read = v.safeParse(wantedSchema, sent);
    const wanted = read.success ? read.output : undefined;
    const what = wanted?.what ?? "none";
    if (what !== knownWanted) polling.wanted?.(wanted);
    knownWanted = what;
  }
}

/** `access_denied` may be a person's no or a rule's: a further member of the answer tells which. */
function endOf(refusal: ServerRefusal): Problem {
  return refusal.error === "invalid_grant" && refusal.code === "credential_revoked"
    ? new Problem("request_settled", undefined, { cause: refusal })
    : refusal;
}
