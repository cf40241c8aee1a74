import { holdNewKeys, keepOut } from "../enrolment/bound-set-store.ts";
import { findBegunByTicket } from "../enrolment/enrolment-store.ts";
import { holdTicket } from "../enrolment/ticket-store.ts";
import { type EnrolmentEnding, refuseEnrolment } from "../revocation/refuse-enrolments.ts";
import type { Trx } from "../store/database.ts";

/**
 * Ends a ticket with whatever began with it and is not in force: also a machine that waits for its words, whose keys never come in.
 *
 * @returns ids of the enrolments that ended, to be announced after the commit
 */
export async function endTicketOf(trx: Trx, hash: string, ending: EnrolmentEnding): Promise<readonly string[]> {
  await holdTicket(trx, hash);
  await trx
    .updateTable("tickets")
    .set({ expires_at: ending.now })
    .where("hash", "=", hash)
    .where("expires_at", ">", ending.now)
    .execute();
  const ended: string[] = [];
  for (const enrolment of await findBegunByTicket(trx, hash)) {
    if (enrolment.state === "pending") await holdNewKeys(trx, enrolment);
    if ((await refuseEnrolment(trx, ending, enrolment.id)) === undefined) continue; // its words were typed meanwhile
    if (enrolment.state === "pending") await keepOut(trx, enrolment);
    ended.push(enrolment.id);
  }
  return ended;
}
