import type { WithBudgets } from "./budgets.ts";
import type { LimitName } from "./limits.ts";
import { type Network, networksAround } from "./network-of.ts";
import { RateLimited } from "./rate-limited.ts";

/**
 * Takes one from each network around an address. A request that one of them has nothing left for costs the others nothing, so that a flood
 * holds up its own neighbours and nobody beyond.
 *
 * @throws RateLimited naming the narrowest network that has none left
 */
export async function spendOfAddress({ budgets }: WithBudgets, limit: LimitName, address: string): Promise<void> {
  const taken: Network[] = [];
  for (const network of networksAround(address)) {
    const { isOver, wholeIn } = await budgets.spend(limit, network.name, network.times);
    taken.push(network);
    if (!isOver) continue;
    for (const { name } of taken) await budgets.giveBack(limit, name);
    throw new RateLimited(limit, network.name, wholeIn);
  }
}

/** Puts back one that {@link spendOfAddress} has taken. */
export async function giveBackToAddress({ budgets }: WithBudgets, limit: LimitName, address: string): Promise<void> {
  for (const { name } of networksAround(address)) await budgets.giveBack(limit, name);
}
