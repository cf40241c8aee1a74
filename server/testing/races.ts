import type { Answer } from "../../test/kit/answer.ts";

/** Each race has enough rounds for every order of the steps within. */
export const ROUNDS = Array.from({ length: 10 }, (_, round) => round + 1);

/** Sends the same request four times at the same moment, and returns the answers, sorted. */
export async function fourAtOnce(send: () => Promise<Answer>): Promise<readonly Answer[]> {
  const answers = await Promise.all([send(), send(), send(), send()]);
  return answers.sort((one, other) => one.outcome.localeCompare(other.outcome));
}

export const outcomesOf = (answers: readonly Answer[]): readonly string[] => answers.map(({ outcome }) => outcome);
