import type { Ground } from "../ground.ts";
import type { LimitName } from "./limits.ts";
import { networkOf } from "./network-of.ts";
import { RateLimited } from "./rate-limited.ts";

const IN_ALL = "all";

/** What is guessed at, with the limits of one network and of all together. */
export interface Guessed {
  readonly byAddress: Extract<LimitName, "wrong_tickets" | "wrong_break_glass_codes">;
  readonly inAll: Extract<LimitName, "wrong_tickets_in_all" | "wrong_break_glass_codes_in_all">;
  /** Whether this is how a wrong one is told. */
  readonly isWrong: (error: unknown) => boolean;
}

/**
 * Runs what a secret is shown for; wrong ones are counted by address and in all (threats R17, R27).
 *
 * @param address where it came from
 * @throws RateLimited before the secret was looked at; whatever `run` throws
 */
export async function limitWrong<T>(
  { budgets }: Pick<Ground, "budgets">,
  { byAddress, inAll, isWrong }: Guessed,
  address: string,
  run: () => Promise<T>,
): Promise<T> {
  const network = networkOf(address);
  const refuseIf = async (limit: LimitName, key: string): Promise<void> => {
    const { isOver, wholeIn } = await budgets.look(limit, key);
    if (isOver) throw new RateLimited(limit, key, wholeIn);
  };
  await refuseIf(byAddress, network);
  // not who is innocent: a stranger with many addresses must not keep everybody else out (threat R19)
  if (!(await budgets.isUntouched(byAddress, network))) await refuseIf(inAll, IN_ALL);
  try {
    return await run();
  } catch (error) {
    if (isWrong(error)) {
      await budgets.spend(byAddress, network);
      await budgets.spend(inAll, IN_ALL);
    }
    throw error;
  }
}
