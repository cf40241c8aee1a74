import type { WithBudgets } from "./budgets.ts";
import { spend } from "./spend.ts";
import { giveBackToAddress } from "./spend-of-address.ts";

/**
 * Holds a resource server that proved who it is to a budget of its own. An API asks for each request of all its users, from few
 * addresses: so its address gets back what this request has cost it. Whoever is not known, or is not even understood, has paid as
 * for any other.
 *
 * @param address where it came from
 * @throws RateLimited where that resource server has spent its own
 */
export async function limitIntrospection(
  services: WithBudgets,
  address: string,
  { id }: { readonly id: string },
): Promise<void> {
  await giveBackToAddress(services, "requests", address);
  await spend(services, "introspections", id);
}
