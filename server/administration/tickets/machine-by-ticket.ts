import type { TicketMachine } from "@nearside/shared/api/console/tickets.ts";
import type { Db } from "../../platform/store/database.ts";

/** The progress of the latest enrolment of each ticket. Tickets with which no enrolment began are left out. */
export async function machineByTicket(db: Db, tickets: readonly string[]): Promise<ReadonlyMap<string, TicketMachine>> {
  if (tickets.length === 0) return new Map();
  const rows = await db
    .selectFrom("enrolments")
    .select(["ticket_hash", "state"])
    .where("ticket_hash", "in", tickets)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return new Map(
    rows.flatMap(({ ticket_hash, state }) => (ticket_hash === null ? [] : [[ticket_hash, machineOf(state)]])),
  );
}

function machineOf(state: string): TicketMachine {
  if (state === "active") return "active";
  return state === "refused" || state === "expired" ? "refused" : "waiting";
}
