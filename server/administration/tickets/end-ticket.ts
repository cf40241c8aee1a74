import type { Actor } from "../../platform/audit/actor.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { cancelEnrolment, type EnrolmentEnding } from "../../protocol/revocation/cancel-enrolments.ts";
import { holdNewKeys } from "../../register/enrolments/bound-set-store.ts";
import { findStartedByTicket } from "../../register/enrolments/enrolment-store.ts";
import { holdTicket } from "../../register/enrolments/ticket-store.ts";
import { UNENDED_ENROLMENT_STATES } from "../../register/enrolments/transitions.ts";
import { revokeHeldTicket } from "./revoke-ticket.ts";

/**
 * Ends a ticket with everything that began with it and is not active, also a machine that waits for its words. The keys of such
 * a machine never become active.
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
  return endStartedBy(trx, hash, ending);
}

/**
 * Revokes every ticket of that person, with everything that began with one and is not active. Hold them first, before the
 * person: see {@link holdTicketsOf}.
 *
 * @returns ids of the enrolments that ended, to be announced after the commit
 */
export async function revokeTicketsOf(
  trx: Trx,
  services: WithClock,
  hashes: readonly string[],
  by: Actor,
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const hash of hashes) {
    ended.push(...((await revokeHeldTicket(services, trx, hash, by)) ?? []));
    ended.push(...(await endStartedBy(trx, hash, { now: services.clock(), by })));
  }
  return ended;
}

/**
 * Locks the tickets of that person by which a machine may still come in.
 *
 * @returns their hashes
 */
export async function holdTicketsOf(trx: Trx, userId: string, now: number): Promise<readonly string[]> {
  const rows = await trx
    .selectFrom("tickets")
    .select("hash")
    .where("user_id", "=", userId)
    .where((eb) =>
      eb.or([
        eb.and([eb("revoked_at", "is", null), eb("expires_at", ">", now)]),
        eb.exists(
          eb
            .selectFrom("enrolments")
            .select("enrolments.id")
            .whereRef("enrolments.ticket_hash", "=", "tickets.hash")
            .where("enrolments.state", "in", UNENDED_ENROLMENT_STATES),
        ),
      ]),
    )
    .orderBy("hash")
    .forNoKeyUpdate()
    .execute();
  return rows.map(({ hash }) => hash);
}

async function endStartedBy(trx: Trx, hash: string, ending: EnrolmentEnding): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const enrolment of await findStartedByTicket(trx, hash)) {
    if (enrolment.state === "pending") await holdNewKeys(trx, enrolment);
    if ((await cancelEnrolment(trx, ending, enrolment.id)) === undefined) continue; // its words were typed meanwhile
    ended.push(enrolment.id);
  }
  return ended;
}
