import type { WithConfig } from "../../platform/config/config.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { createTicket, type NewTicket } from "../../register/enrolments/create-ticket.ts";
import { findBoundSet } from "../../register/machines/revoke-keys.ts";
import { demandMayChange } from "../../register/people/hold-person.ts";
import { demandActiveUser } from "../../register/people/users.ts";
import { demandNoRecovery } from "../../register/recovery/demand-no-recovery.ts";
import { type Ended, revoking, type Why } from "./revocation.ts";
import { revokeMachineIn } from "./revoke-machine.ts";

/** The outcome of a new enrolment. Every outcome is returned. */
export type ReEnrolment =
  | { readonly state: "revoked"; readonly ended: Ended; readonly ticket: NewTicket; readonly user: string }
  | { readonly state: "unknown" | "already" };

/**
 * Revokes a machine and makes a ticket with which the same person enrols it again, with new keys: both or neither.
 *
 * @param id as typed: of the bound set, or the device id
 * @throws Refused `user_inactive` if that person may enrol nothing; ConsoleError `conflict` if it is the only machine, and
 * the actor is not the server's shell
 */
export const reEnrolMachine = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithRandom,
  id: string,
  why: Why,
): Promise<ReEnrolment> =>
  revoking(services, why.by, async (trx): Promise<ReEnrolment> => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    await demandMayChange(trx, why.by, set);
    await demandActiveUser(trx, set.userId);
    const user = await trx.selectFrom("users").selectAll().where("id", "=", set.userId).executeTakeFirstOrThrow();
    const ended = await revokeMachineIn(trx, services, set, why);
    if (ended === undefined) return { state: "already" };
    await demandNoRecovery(trx, services, why.by, set.userId);
    const ticket = await createTicket(trx, { user, by: why.by }, services);
    return { state: "revoked", ended, ticket, user: user.name };
  });
