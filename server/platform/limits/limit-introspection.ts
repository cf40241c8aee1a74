import type { WithBudgets } from "./budgets.ts";
import { spend } from "./spend.ts";
import { giveBackToAddress } from "./spend-of-address.ts";

/**
 * Charges an authenticated resource server's own budget. An API asks for each request of all its users, from few addresses, so its address
 * gets back the cost of this request. A request that is unauthenticated, or malformed, costs the address as much as any other.
 *
 * @param address the address of the request
 * @throws RateLimited where that resource server has spent its own budget
 */
export async function limitIntrospection(
  services: WithBudgets,
  address: string,
  { id }: { readonly id: string },
): Promise<void> {
  await giveBackToAddress(services, "requests", address);
  await spend(services, "introspections", id);
}
