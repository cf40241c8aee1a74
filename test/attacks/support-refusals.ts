// Asserts what holds for every attack: it is refused for its own reason, moves nothing, and is told to the security log.
import { strict as assert } from "node:assert";
import type { Answer, ExpectedRefusal } from "../kit/answer.ts";
import type { Stage } from "../steps/stage.ts";
import { lastStoredEvent, rowsOf, storedEventsSince, storedRows } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

type Place = Pick<Stage, "dataFolder" | "server">;

const LOGGED_WITHIN_MS = 30_000;
/** `server/platform/audit/room-in-log.ts` */
const MOST_ALIKE = 8;

/** Sends what must be refused. @throws AssertionError if the code is another, something moved, or no log names it */
export async function expectRefused(
  place: Place,
  attack: () => Promise<Answer>,
  { outcome, event }: ExpectedRefusal,
): Promise<void> {
  const before = storedRows(place);
  const seq = lastStoredEvent(place);
  const printed = place.server.process.stderr().length;
  const answer = await attack();
  assert.equal(answer.outcome, outcome);
  assert.deepEqual(storedRows(place), before);
  const events = storedEventsSince(place, seq);
  // the log keeps a limited number of refusals that are alike, or a refused caller could fill it
  if (event !== null && events.length === 0)
    assert.equal(
      storedEventsSince(place, 0).filter((one) => isLike(one, event)).length,
      MOST_ALIKE,
      JSON.stringify(event),
    );
  else {
    assert.equal(events.length, event === null ? 0 : 1, JSON.stringify(events));
    assert.partialDeepStrictEqual(events, event === null ? [] : [event]);
  }
  const [, code, refusal] = /^\d+ (\w+)(?:\/(\w+))?/.exec(outcome) ?? [];
  const line = new RegExp(`"code":"${code}"${refusal === undefined ? "" : `,"refusal":"${refusal}"`}`);
  const since = () => place.server.process.stderr().slice(printed);
  await until(
    async () => (line.test(since()) ? true : undefined),
    LOGGED_WITHIN_MS,
    () => `the server's log does not say ${line}: ${since()}`,
  );
}

function isLike(one: object, event: object): boolean {
  try {
    assert.partialDeepStrictEqual(one, event);
    return true;
  } catch {
    return false;
  }
}

/** A step of a known login that was refused. */
export const stepRefused = (subject: string, step: string, code: string) =>
  ({ kind: "login_step_refused", subject, data: { step, code } }) as const;

/** A refresh that was refused, and ended nothing. */
export const refreshRefused = (family: string, code: string) =>
  ({ kind: "refresh_refused", subject: family, data: { code, revoked: false } }) as const;

/** Id of the tokens of that login. */
export const familyOf = (place: Parameters<typeof rowsOf>[0], loginId: string): string =>
  String(rowsOf(place, "SELECT id FROM token_families WHERE login_id = ?", loginId)[0]?.["id"]);

/** A step of a known enrolment that was refused. */
export const enrolmentStepRefused = (subject: string, step: string, code: string) =>
  ({ kind: "enrolment_step_refused", subject, data: { step, code } }) as const;
