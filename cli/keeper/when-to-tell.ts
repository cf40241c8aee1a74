import { factsIn, type Posture } from "@nearside/shared/posture/posture.ts";
import { problemOf } from "../problems/problem.ts";
import { Unreachable } from "../server/http.ts";
import { ServerRefusal } from "../server/server-refusal.ts";

/** The machine is looked at this often, and that is how often one server is told at most. Milliseconds. */
export const LOOK_EVERY = 60_000;
/** A word that has not changed is said again after this long, for people who look at its date. Milliseconds. */
const LONGEST_SILENCE = 86_400_000;
/** Parts of the age that rules allow, after which it is said again: one report may get lost. */
const PARTS_OF_AGE = 3;
/** The pause after a server that could not be told, doubled for each further time. Milliseconds. */
const FIRST_PAUSE = 60_000;
const LONGEST_PAUSE = 3_600_000;
/** A machine that was away tells it soon after it is back. Milliseconds. */
const AWAY_PAUSE = 120_000;

/** The last report to one server, and the time of the next. */
export interface Telling {
  /** The text that it was told, by {@link valuesOf}. */
  readonly values: string;
  /** Epoch milliseconds; null if it was not told yet. */
  readonly at: number | null;
  /** Epoch milliseconds of the next time, unless something changes sooner. */
  readonly again: number;
  /** The times that it could not be told since it was told last. */
  readonly failures: number;
  /** The code of the reason for which it could not be told the last time; null if it was. */
  readonly problem: string | null;
  /** The facts that its rules look at, as it said last. */
  readonly ruled: readonly string[];
}

export const NEVER_TOLD: Telling = { values: "", at: null, again: 0, failures: 0, problem: null, ruled: [] };

/** The values alone, without ages and sources: a look that sees the same tells nothing new. */
export const valuesOf = (posture: Posture): string =>
  JSON.stringify(factsIn(posture).map(([name, { value }]) => [name, value]));

/** True if the server is to be told now. One that could not be told waits for its pause, whatever has changed. */
export const isDue = ({ again, failures, values }: Telling, seen: string, now: number): boolean =>
  now >= again || (failures === 0 && values !== seen);

/** @param answer the facts that its rules look at, and the youngest age that they compare with, in seconds; null if with none */
export const afterAnswer = (
  values: string,
  answer: { readonly posture_ruled: readonly string[]; readonly posture_age: number | null },
  now: number,
): Telling => ({
  ...{ values, at: now, again: now + silenceFor(answer.posture_age) },
  ...{ failures: 0, problem: null, ruled: answer.posture_ruled },
});

const silenceFor = (age: number | null): number =>
  age === null ? LONGEST_SILENCE : Math.min(LONGEST_SILENCE, Math.max(LOOK_EVERY, (age * 1000) / PARTS_OF_AGE));

/** A server that takes no such word may learn it with a new version. */
export const afterNoQuestion = (before: Telling, values: string, now: number): Telling => ({
  ...before,
  ...{ values, again: now + LONGEST_PAUSE, failures: 0, problem: "not_asked" },
});

export function afterFailure(before: Telling, error: unknown, now: number): Telling {
  const failures = before.failures + 1;
  const longest = error instanceof Unreachable ? AWAY_PAUSE : LONGEST_PAUSE;
  const pause = Math.min(FIRST_PAUSE * 2 ** (failures - 1), longest);
  const asked = error instanceof ServerRefusal ? (error.retryAfter ?? 0) * 1000 : 0;
  return { ...before, failures, again: now + Math.max(pause, asked), problem: problemOf(error).code };
}
