import type { Answer } from "../../test/kit/answer.ts";

/** Rounds of each race: enough for every order of the steps within. */
export const ROUNDS = Array.from({ length: 10 }, (_, round) => round + 1);

/** The same, four times at the same moment; what each was told, sorted. */
export async function fourAtOnce(send: () => Promise<Answer>): Promise<readonly Answer[]> {
  const answers = await Promise.all([send(), send(), send(), send()]);
  return answers.sort((one, other) => one.said.localeCompare(other.said));
}

export const saidBy = (answers: readonly Answer[]): readonly string[] => answers.map(({ said }) => said);
