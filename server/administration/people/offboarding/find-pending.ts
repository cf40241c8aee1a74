import type { Db, Trx } from "../../../platform/store/database.ts";
import { inSeconds } from "./find-keys.ts";
import type { Inventory, Leaver } from "./leaver.ts";

const OPEN = ["waiting", "met", "passkey"];

/** What could still come to something: open logins, enrolments, tickets that nobody has used. */
export async function findPending(
  db: Db | Trx,
  { id, now }: Leaver,
  hold: boolean,
): Promise<Pick<Inventory, "logins" | "enrolments" | "tickets" | "client_tickets">> {
  const logins = db
    .selectFrom("logins")
    .select(["id", "bound_set_id as machine", "client_id as client", "state as was"])
    .where("user_id", "=", id)
    .where("state", "in", ["pending", "met", "approved"])
    .orderBy("id");
  const tickets = await db
    .selectFrom("tickets")
    .select(["hash as id", "expires_at"])
    // those that they made for others too: whoever has one begins with it until it ends, from anywhere
    .where((eb) => eb.or([eb("user_id", "=", id), eb("made_by", "=", id)]))
    .whereRef("consumed", "<", "uses")
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("hash")
    .execute();
  const begun = tickets.map((ticket) => ticket.id);
  const enrolments = db
    .selectFrom("enrolments")
    .select(["id", "kind", "state as was"])
    .where((eb) => {
      const theirs = eb.and([eb("user_id", "=", id), eb("state", "in", [...OPEN, "pending"])]);
      // of others what has all its proofs waits for an administrator, who decides on it by itself
      return begun.length === 0
        ? theirs
        : eb.or([theirs, eb.and([eb("ticket_hash", "in", begun), eb("state", "in", OPEN)])]);
    })
    .orderBy("id");
  // who made one stands in the log: whoever has it registers programs until it ends, from anywhere
  const clientTickets = await db
    .selectFrom("events")
    .innerJoin("client_tickets", "client_tickets.hash", "events.subject")
    .select(["client_tickets.hash as id", "client_tickets.expires_at"])
    .where("events.actor_user", "=", id)
    .where("events.kind", "=", "client_ticket_created")
    .where("client_tickets.uses_left", ">", 0)
    .where("client_tickets.expires_at", ">", now)
    .orderBy("client_tickets.hash")
    .execute();
  return {
    client_tickets: clientTickets.map((ticket) => ({ id: ticket.id, until: inSeconds(ticket.expires_at) })),
    logins: await (hold ? logins.forNoKeyUpdate() : logins).execute(),
    enrolments: await (hold ? enrolments.forNoKeyUpdate() : enrolments).execute(),
    tickets: tickets.map((ticket) => ({ id: ticket.id, until: inSeconds(ticket.expires_at) })),
  };
}
