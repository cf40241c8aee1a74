import type { EnrolmentDetail } from "@nearside/shared/api/console/enrolments.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { Db, WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { Enrolment } from "../../../register/enrolments/enrolment.ts";
import { findEnrolment } from "../../../register/enrolments/enrolment-store.ts";
import { readDemands } from "../../../register/enrolments/ticket-store.ts";
import { findUsers, nameOf } from "../../../register/people/users.ts";
import type { WithMetadata } from "../../passkeys/metadata/active-metadata.ts";
import { expireIfDue } from "../current-enrolment.ts";
import { endOf } from "../view-enrolment.ts";
import { rowOf } from "./list-enrolments.ts";

/**
 * Describes an enrolment for the person who decides on it. It never has the words, nor anything that they can be computed from
 * (protocol §3.5).
 *
 * @param viewer the id of the person who looks; null for the server's own shell
 * @throws ConsoleError `unknown`
 */
export async function describeEnrolment(
  services: WithChanges & WithClock & WithDb & WithMetadata,
  id: string,
  viewer: string | null,
): Promise<EnrolmentDetail> {
  const found = await findEnrolment(services.db, id);
  if (found === undefined) throw new ConsoleError("unknown");
  const enrolment = await expireIfDue(services, found);
  const confirmation = enrolment.state === "active" ? enrolment.confirmation : undefined;
  const confirmer = confirmation?.by === "console" ? confirmation.user_id : undefined;
  const ticket = enrolment.ticketHash === null ? undefined : await findTicket(services.db, enrolment.ticketHash);
  const named = [enrolment.userId, confirmer, ticket?.made_by ?? undefined].filter((one) => one !== undefined);
  const users = await findUsers(services.db, [...new Set(named)]);
  const person = (of: string | null | undefined) => (of == null ? null : nameOf(users.get(of)));
  return {
    ...rowOf(services, enrolment, users.get(enrolment.userId)),
    now: services.clock(),
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
    other_machines: await otherMachines(services.db, enrolment),
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

/** A person has a few machines, so the list is long enough. */
const MOST_MACHINES = 50;

/** Lists the machines that the person has already: the person who decides may wonder why there is one more. */
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
