import { refuse } from "@nearside/shared/chain/refusal.ts";
import { coRefusal } from "@nearside/shared/statements/co-refusal.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginCoRefused } from "../../../platform/audit/events/second-approvers.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { recordCoDecision } from "../../../register/logins/asking-store.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import { refuseAsSecond } from "../../../register/logins/transitions.ts";
import { changeWaiting } from "./change-waiting.ts";
import { demandAbout, demandCoDecision } from "./read-co-decision.ts";
import { byOf, type SecondPerson } from "./second-person.ts";
import { askedOf, demandMayApprove } from "./who-may-approve.ts";

/**
 * Records another person's refusal, with its reason, signed by the extension that showed them the login (protocol §11): the login ends, no matter who approved it
 * before, and its person reads why.
 *
 * @throws Refused
 */
export async function coRefuse(
  services: WithBudgets & WithChanges & WithClock & WithConfig & WithDb & WithKeys,
  loginId: string,
  person: SecondPerson,
  sent: { readonly co_decision: string; readonly co_refusal: string },
): Promise<void> {
  await spend(services, "co_steps", person.userId);
  await changeWaiting(services, "co_refuse", loginId, async (waiting) => {
    const asked = await demandCoDecision(services, waiting, person, sent.co_decision);
    const refusal = await coRefusal.read(sent.co_refusal);
    await demandAbout(asked, refusal);
    await demandMayApprove(services.db, askedOf(waiting), person, services.clock());
    const { login } = waiting;
    const { reason } = refusal.claims;
    const next = refuseAsSecond(login, reason, { id: person.userId, name: person.name });
    if (next === undefined) return refuse("request_settled", "request");
    const now = services.clock();
    return services.db.transaction().execute(async (trx) => {
      if (!(await moveLogin(trx, login, next, now))) return undefined;
      await recordCoDecision(trx, { loginId, userId: person.userId, outcome: "refused", reason }, now);
      await append(trx, loginCoRefused(now, login.id, { ...byOf(person), reason }), aboutMachine(login));
      return true;
    });
  });
}
