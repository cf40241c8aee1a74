// A step that is refused elsewhere than at the server must leave the server as it was, and be in its security log where
// the server hears about it.
import { strict as assert } from "node:assert";
import type { ExpectedRefusal } from "../kit/answer.ts";
import type { Stage } from "../steps/stage.ts";
import { lastStoredEvent, storedEventsSince, storedRows } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

const TOLD_WITHIN_MS = 30_000;

/**
 * @param events those that the security log gains, in that order, and no others
 * @throws AssertionError
 */
export async function expectUnmoved<T>(
  place: Pick<Stage, "dataFolder">,
  attack: () => Promise<T>,
  events: readonly NonNullable<ExpectedRefusal["event"]>[] = [],
): Promise<T> {
  const before = storedRows(place);
  const seq = lastStoredEvent(place);
  const came = await attack();
  const since = () => storedEventsSince(place, seq);
  await until(
    async () => (since().length >= events.length ? true : undefined),
    TOLD_WITHIN_MS,
    () => `the security log says ${JSON.stringify(since())}`,
  );
  assert.deepEqual(storedRows(place), before);
  assert.equal(since().length, events.length, JSON.stringify(since()));
  assert.partialDeepStrictEqual(since(), [...events]);
  return came;
}
