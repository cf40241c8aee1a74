import { demandMayTouch } from "../directory/hold-person.ts";
import { findBoundSet } from "../directory/revoke-keys.ts";
import { demandActiveUser } from "../directory/users.ts";
import { createTicket, type NewTicket } from "../enrolment/tickets.ts";
import type { Ground } from "../ground.ts";
import { demandNoWayBack } from "../recovery/demand-no-way-back.ts";
import { endMachine } from "./end-machine.ts";
import { type Ended, revoking, type Why } from "./revocation.ts";

/** What came of it. */
export type ReEnrolment =
  | { readonly state: "revoked"; readonly ended: Ended; readonly ticket: NewTicket; readonly user: string }
  | { readonly state: "unknown" | "already" };

/**
 * Revokes a machine and makes a ticket with which the same person enrols it anew, with new keys: both or neither.
 *
 * @param id as typed: of the bound set, or the device id
 * @throws Refused `user_inactive` where that person may enrol nothing; ConsoleError `conflict` where it is the only machine, and no
 * server's shell asks
 */
export const reEnrolMachine = (ground: Ground, id: string, why: Why): Promise<ReEnrolment> =>
  revoking(ground, why.by, async (trx): Promise<ReEnrolment> => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    await demandMayTouch(trx, why.by, set);
    await demandActiveUser(trx, set.userId);
    const user = await trx.selectFrom("users").selectAll().where("id", "=", set.userId).executeTakeFirstOrThrow();
    const ended = await endMachine(trx, ground, set, why);
    if (ended === undefined) return { state: "already" };
    await demandNoWayBack(trx, ground, why.by, set.userId);
    const ticket = await createTicket(trx, { user, by: why.by }, ground);
    return { state: "revoked", ended, ticket, user: user.name };
  });
