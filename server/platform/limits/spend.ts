import type { WithBudgets } from "./budgets.ts";
import type { LimitName } from "./limits.ts";
import { type Network, networksAround } from "./network-of.ts";
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
async function giveBackToAddress({ budgets }: WithBudgets, limit: LimitName, address: string): Promise<void> {
  for (const { name } of networksAround(address)) await budgets.giveBack(limit, name);
}

/**
 * Charges an authenticated resource server's own budget. An API asks for each request of all its users, from few addresses, so its address
 * gets back the cost of this request. A request that is unauthenticated, or malformed, costs the address as much as any other.
 *
 * @param address the address of the request
 * @throws RateLimited where that resource server has used up its own budget
 */
export async function limitIntrospection(
  services: WithBudgets,
  address: string,
  { id }: { readonly id: string },
): Promise<void> {
  await giveBackToAddress(services, "requests", address);
  await spend(services, "introspections", id);
}
