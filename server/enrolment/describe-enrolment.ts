import type { EnrolmentDetail } from "@nearside/shared/api/console/enrolments.ts";
import { ConsoleError } from "../console/console-error.ts";
import { findUsers } from "../directory/users.ts";
import type { Ground } from "../ground.ts";
import type { Db } from "../store/database.ts";
import { expireIfDue } from "./current-enrolment.ts";
import { endOf } from "./end-of.ts";
import type { Enrolment } from "./enrolment.ts";
import { findEnrolment } from "./enrolment-store.ts";
import { rowOf } from "./list-enrolments.ts";
import { nameOf } from "./list-tickets.ts";
import { readDemands } from "./ticket-store.ts";

/**
 * All that whoever decides on an enrolment is to see, and never the words, nor what they can be computed from (protocol §3.5).
 *
 * @param viewer id of whoever looks
 * @throws ConsoleError `unknown`
 */
export async function describeEnrolment(ground: Ground, id: string, viewer: string): Promise<EnrolmentDetail> {
  const found = await findEnrolment(ground.db, id);
  if (found === undefined) throw new ConsoleError("unknown");
  const enrolment = await expireIfDue(ground, found);
  const confirmation = enrolment.state === "active" ? enrolment.confirmation : undefined;
  const confirmer = confirmation?.by === "console" ? confirmation.user_id : undefined;
  const ticket = enrolment.ticketHash === null ? undefined : await findTicket(ground.db, enrolment.ticketHash);
  const named = [enrolment.userId, confirmer, ticket?.made_by ?? undefined].filter((one) => one !== undefined);
  const users = await findUsers(ground.db, [...new Set(named)]);
  const person = (of: string | null | undefined) => (of == null ? null : nameOf(users.get(of)));
  return {
    ...rowOf(ground, enrolment, users.get(enrolment.userId)),
    now: ground.clock(),
    device: enrolment.deviceJkt,
    is_own: enrolment.userId === viewer,
    page_address: ("meeting" in enrolment ? enrolment.meeting.address : undefined) ?? null,
    ticket:
      ticket === undefined
        ? null
        : {
            origin: ticket.origin,
            made_by: person(ticket.made_by),
            made_at: ticket.created_at,
            demands: readDemands(ticket.demands),
            note: ticket.note,
          },
    other_machines: await otherMachines(ground.db, enrolment),
    wrong_words: enrolment.state === "pending" ? enrolment.wrongWords : 0,
    confirmed:
      confirmation === undefined
        ? null
        : { by: confirmation.by, person: person(confirmer), at: confirmation.at * 1000 },
    end: endOf(enrolment) ?? null,
  };
}

const findTicket = (db: Db, hash: string) =>
  db
    .selectFrom("tickets")
    .select(["origin", "made_by", "created_at", "demands", "note"])
    .where("hash", "=", hash)
    .executeTakeFirst();

/** A person has a few. */
const MOST_MACHINES = 50;

/** Those that the person has already: whoever decides may wonder why there is to be one more. */
const otherMachines = (db: Db, { userId, deviceJkt }: Enrolment) =>
  db
    .selectFrom("devices")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .select(["devices.hostname", "devices.os", "devices.last_seen_at"])
    .where("bound_sets.user_id", "=", userId)
    .where("bound_sets.state", "=", "active")
    .where("devices.jkt", "<>", deviceJkt)
    .orderBy("devices.last_seen_at", "desc")
    .limit(MOST_MACHINES)
    .execute();
