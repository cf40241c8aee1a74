import type { Decision } from "@nearside/shared/statements/decision.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginSecondWanted } from "../../../platform/audit/events/second-approvers.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { Trx } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { insertAskings } from "../../../register/logins/asking-store.ts";
import type { Login, Second } from "../../../register/logins/login.ts";

/**
 * Asks the other people whom rules want, in the transaction of the first approval. A person who asks too many at once is refused: each of them
 * reads what is sent.
 *
 * @throws RateLimited
 */
export async function beginWaiting(
  services: WithBudgets & WithClock,
  trx: Trx,
  login: Login,
  { claims: { second } }: Decision,
  { until }: Second,
): Promise<void> {
  if (second === undefined) throw new Error("a login begins to wait for nobody");
  await spend(services, "second_askings", login.userId);
  const { approvers } = second;
  await insertAskings(
    trx,
    login.id,
    approvers.flatMap(({ among }) => among),
    until * 1000,
  );
  await append(trx, loginSecondWanted(services.clock(), login.id, { approvers, until }), aboutMachine(login));
}
