import type { Ground } from "../ground.ts";
import { networkOf } from "./network-of.ts";
import { RateLimited } from "./rate-limited.ts";
import { spend } from "./spend.ts";

/**
 * Runs what finds out which resource server asks. An API asks for each request of all its users, from few addresses: so it is
 * held to a budget of its own, and its address pays only where nobody proved who they are.
 *
 * @param address where it came from
 * @throws RateLimited before anything was verified, or where that resource server has spent its own; whatever `run` throws
 */
export async function limitIntrospection<T extends { readonly id: string }>(
  ground: Pick<Ground, "budgets">,
  address: string,
  run: () => Promise<T>,
): Promise<T> {
  const network = networkOf(address);
  const { isOver, wholeIn } = await ground.budgets.look("requests", network);
  if (isOver) throw new RateLimited("requests", network, wholeIn);
  const asker = await run().catch(async (error: unknown) => {
    await spend(ground, "requests", network);
    throw error;
  });
  await spend(ground, "introspections", asker.id);
  return asker;
}
