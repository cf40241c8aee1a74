import type { Actor, PersonActor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { recoveryTicketMade } from "../../platform/audit/events/recovery.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandMayEnrol } from "../../protocol/enrolment/demand-may-enrol.ts";
import type { Ending } from "../../protocol/login/end/refuse-logins.ts";
import { createTicket, type NewTicket, ticketHash } from "../../register/enrolments/create-ticket.ts";
import { findLastByTicket } from "../../register/enrolments/enrolment-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import type { Recovery } from "../../register/recovery/recovery.ts";
import { findRecovery, moveRecovery } from "../../register/recovery/recovery-store.ts";
import { issue } from "../../register/recovery/transitions.ts";
import { consoleTexts } from "../../texts/console.ts";
import { endTicketOf } from "../tickets/end-ticket.ts";
import { demandPerson, demandStillMay } from "./demand-administrators.ts";

/**
 * Makes the ticket of a recovery once its cooling time has passed, for one of the two who vouch for it. It lives 15 minutes, and the
 * machine waits for its six words as every other. Only an owner gets the ticket for an owner, an administrator or a rule author,
 * as with every ticket for them (threat I1). An earlier ticket of the recovery that enrolled no machine ends.
 *
 * @throws ConsoleError `not_permitted`, `unknown`, `conflict`; Refused `user_inactive`
 */
export async function issueTicket(
  services: WithChanges & WithClock & WithDb & WithRandom,
  id: string,
  by: Actor,
): Promise<{ readonly ticket: NewTicket; readonly user: string }> {
  const voucher = demandPerson(by);
  const { ended, ...issued } = await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const recovery = await findRecovery(trx, id);
    if (recovery.state !== "cooling" && recovery.state !== "issued") throw new ConsoleError("conflict");
    await demandVoucher(trx, recovery, voucher);
    const now = services.clock();
    if (now < recovery.opensAt) throw isTooEarly();
    const ended = await endEarlier(trx, recovery, { now, by });
    const user = await trx.selectFrom("users").selectAll().where("id", "=", recovery.userId).executeTakeFirstOrThrow();
    const ticket = await createTicket(trx, { user, by }, services);
    const hash = await ticketHash(ticket.ticket);
    const next = issue(recovery, voucher.userId, now, hash);
    if (next === undefined || !(await moveRecovery(trx, recovery, next))) throw new ConsoleError("conflict");
    await append(trx, recoveryTicketMade(now, id, { user_id: user.id, ticket_hash: hash }), { by, user: user.id });
    return { ended, ticket, user: user.name };
  });
  for (const enrolment of ended) services.changes.announce(enrolment);
  return issued;
}

type Issuable = Extract<Recovery, { readonly state: "cooling" | "issued" }>;

/**
 * Demands that one of the two who vouch for the recovery makes the request, that they may make tickets for that person, and that
 * both may still vouch.
 *
 * @throws ConsoleError `not_permitted`, `conflict`
 */
async function demandVoucher(trx: Trx, { userId, startedBy, secondedBy }: Issuable, by: PersonActor): Promise<void> {
  if (by.userId !== startedBy && by.userId !== secondedBy)
    throw new ConsoleError("not_permitted", {
      description: consoleTexts.recovery.notYours,
    });
  await demandMayEnrol(trx, by, userId);
  await demandStillMay(trx, [
    { id: startedBy, permission: "recovery.start" },
    { id: secondedBy, permission: "recovery.second" },
  ]);
}

const isTooEarly = () =>
  new ConsoleError("conflict", {
    description: consoleTexts.recovery.cooling,
  });

/**
 * Ends an earlier ticket.
 *
 * @returns ids of the enrolments that ended, to be announced after the commit
 * @throws ConsoleError `conflict` if a machine came in by it: then the recovery gives no other ticket
 */
async function endEarlier(trx: Trx, recovery: Recovery, ending: Ending): Promise<readonly string[]> {
  if (recovery.state !== "issued") return [];
  const started = await findLastByTicket(trx, recovery.ticketHash);
  if (started?.state === "active")
    throw new ConsoleError("conflict", {
      description: consoleTexts.recovery.machineCame,
    });
  return endTicketOf(trx, recovery.ticketHash, ending);
}
