import type { WithBudgets } from "./budgets.ts";
import type { LimitName } from "./limits.ts";
import { networksAround } from "./network-of.ts";
import { RateLimited } from "./rate-limited.ts";

const IN_ALL = "all";

/** A secret that can be guessed, with the limits of one network and of all together. */
interface Guessed {
  readonly byAddress: Extract<LimitName, "wrong_tickets" | "wrong_break_glass_codes">;
  readonly inAll: Extract<LimitName, "wrong_tickets_in_all" | "wrong_break_glass_codes_in_all">;
  /** Tells if that error means a wrong secret. */
  readonly isWrong: (error: unknown) => boolean;
}

/**
 * Runs an operation that checks a secret, and counts wrong secrets by address and in all (threats R17, R27). Tries of one network run one
 * after the other, and each is charged to the common limit before it runs, so that no more are let through than are counted, however many
 * come at once.
 *
 * @param address the address of the request
 * @throws RateLimited before the secret was compared; any error of `run`
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
    // an address that was never wrong is let through: a stranger with many addresses must not keep everybody else out (threat R19)
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
