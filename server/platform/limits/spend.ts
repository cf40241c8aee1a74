import type { WithBudgets } from "./budgets.ts";
import type { LimitName } from "./limits.ts";
import { RateLimited } from "./rate-limited.ts";

/**
 * Takes one from that budget.
 *
 * @param key the authenticated party: a verified key's thumbprint, an id, or the network of an address
 * @throws RateLimited where none was left
 */
export async function spend({ budgets }: WithBudgets, limit: LimitName, key: string): Promise<void> {
  const { isOver, wholeIn } = await budgets.spend(limit, key);
  if (isOver) throw new RateLimited(limit, key, wholeIn);
}
