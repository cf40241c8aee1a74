import { Refused } from "@nearside/shared/refused.ts";
import type { Ground } from "../ground.ts";
import type { LimitName } from "./limits.ts";
import { networkOf } from "./network-of.ts";
import { RateLimited } from "./rate-limited.ts";

const IN_ALL = "all";

/**
 * Runs what a ticket is shown for; wrong ones are counted by address and in all (threat R17).
 *
 * @param address where it came from
 * @throws RateLimited before the ticket was looked at; whatever `run` throws
 */
export async function limitWrongTickets<T>(
  { budgets }: Pick<Ground, "budgets">,
  address: string,
  run: () => Promise<T>,
): Promise<T> {
  const network = networkOf(address);
  const refuseIf = async (limit: LimitName, key: string): Promise<void> => {
    const { isOver, wholeIn } = await budgets.look(limit, key);
    if (isOver) throw new RateLimited(limit, key, wholeIn);
  };
  await refuseIf("wrong_tickets", network);
  // not who is innocent: a stranger with many addresses must not keep everybody else out (threat R19)
  if (!(await budgets.isUntouched("wrong_tickets", network))) await refuseIf("wrong_tickets_in_all", IN_ALL);
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused && error.code === "ticket_invalid") {
      await budgets.spend("wrong_tickets", network);
      await budgets.spend("wrong_tickets_in_all", IN_ALL);
    }
    throw error;
  }
}
