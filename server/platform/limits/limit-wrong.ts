import type { WithBudgets } from "./budgets.ts";
import type { LimitName } from "./limits.ts";
import { networksAround } from "./network-of.ts";
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
 * Runs what a secret is shown for; wrong ones are counted by address and in all (threats R17, R27). Tries of one network are looked
 * at one after the other, and each takes its part of what all may before it is looked at: so no more pass than are counted,
 * however many come at once.
 *
 * @param address where it came from
 * @throws RateLimited before the secret was looked at; whatever `run` throws
 */
export function limitWrong<T>(
  { budgets }: WithBudgets,
  { byAddress, inAll, isWrong }: Guessed,
  address: string,
  run: () => Promise<T>,
): Promise<T> {
  const networks = networksAround(address);
  const [own, widest] = [networks.at(0)?.name ?? address, networks.at(-1)?.name ?? address];
  return budgets.inTurn(byAddress, widest, async () => {
    for (const { name, times } of networks) {
      const { isOver, wholeIn } = await budgets.look(byAddress, name, times);
      if (isOver) throw new RateLimited(byAddress, name, wholeIn);
    }
    const isInnocent = await budgets.isUntouched(byAddress, own);
    const all = await budgets.spend(inAll, IN_ALL);
    // not who is innocent: a stranger with many addresses must not keep everybody else out (threat R19)
    if (all.isOver && !isInnocent) throw new RateLimited(inAll, IN_ALL, all.wholeIn);
    try {
      const answer = await run();
      await budgets.giveBack(inAll, IN_ALL);
      return answer;
    } catch (error) {
      if (!isWrong(error)) await budgets.giveBack(inAll, IN_ALL);
      else for (const { name } of networks) await budgets.spend(byAddress, name);
      throw error;
    }
  });
}
