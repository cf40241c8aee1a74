import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { TicketRow, TicketState, TicketsQuery } from "@nearside/shared/api/console/tickets.ts";
import type { RawBuilder } from "kysely";
import { everyPageOf, integerColumn, type Ordering, pageOf, textColumn } from "../../platform/lists/page-of.ts";
import { isOfFound } from "../../platform/lists/search.ts";
import type { Db } from "../../platform/store/database.ts";
import { findUnderWay } from "../../register/enrolments/enrolment-store.ts";
import { readDemands } from "../../register/enrolments/ticket-store.ts";
import { findUsers, nameOf } from "../../register/people/users.ts";

const ORDER: Ordering<TicketsQuery["sort"]> = {
  columns: { created_at: integerColumn("tickets.created_at"), expires_at: integerColumn("tickets.expires_at") },
  id: textColumn("tickets.hash"),
};

/**
 * Lists one page of the tickets that the filter leaves. The server stores hashes alone, so no ticket is shown again.
 *
 * @param now epoch milliseconds
 */
export async function listTickets(db: Db, query: TicketsQuery, now: number): Promise<ListAnswer<TicketRow>> {
  const { rows, next, total } = await pageOf(db, selected(db, query, now, await isSought(db, query)), ORDER, query);
  return { rows: await withPeople(db, rows, now), next, total };
}

/** Yields every ticket, page after page, for an export. */
export async function* eachTicket(db: Db, query: TicketsQuery, now: number): AsyncGenerator<readonly TicketRow[]> {
  const tickets = selected(db, query, now, await isSought(db, query));
  yield* everyPageOf(tickets, ORDER, query, (rows) => withPeople(db, rows, now));
}

const isSought = (db: Db, { q }: TicketsQuery) => isOfFound(db, "tickets.user_id", q);

function selected(db: Db, { state, user }: TicketsQuery, now: number, sought: RawBuilder<boolean>) {
  let left = db.selectFrom("tickets").where(sought);
  if (user !== undefined) left = left.where("user_id", "=", user);
  if (state === "revoked") left = left.where("revoked_at", "is not", null);
  else if (state !== undefined) left = left.where("revoked_at", "is", null);
  if (state === "used") left = left.whereRef("consumed", ">=", "uses");
  if (state === "open" || state === "expired") left = left.whereRef("consumed", "<", "uses");
  if (state === "open") left = left.where("expires_at", ">", now);
  if (state === "expired") left = left.where("expires_at", "<=", now);
  return left
    .select(["hash", "user_id", "origin", "made_by", "uses", "reserved", "consumed", "demands", "note"])
    .select(["created_at", "expires_at", "revoked_at"]);
}

type Selected = Awaited<ReturnType<ReturnType<typeof selected>["execute"]>>[number];

async function withPeople(db: Db, rows: readonly Selected[], now: number): Promise<readonly TicketRow[]> {
  const named = rows.flatMap(({ user_id, made_by }) => (made_by === null ? [user_id] : [user_id, made_by]));
  const users = await findUsers(db, [...new Set(named)]);
  const started = await startedWith(
    db,
    rows.map(({ hash }) => hash),
    now,
  );
  return rows.map(({ hash, user_id, made_by, demands, ...row }) => ({
    id: hash,
    user: nameOf(users.get(user_id)),
    state: stateOf(row, now),
    ...row,
    begun: started.get(hash) ?? [],
    made_by: made_by === null ? null : nameOf(users.get(made_by)),
    demands: readDemands(demands),
  }));
}

async function startedWith(db: Db, tickets: readonly string[], now: number): Promise<Map<string, TicketRow["begun"]>> {
  const started = new Map<string, TicketRow["begun"]>();
  for (const { ticketHash, machine, address, createdAt } of await findUnderWay(db, tickets, now)) {
    const { hostname, account } = machine;
    const one = { hostname, account, address, at: createdAt };
    if (ticketHash !== null) started.set(ticketHash, [...(started.get(ticketHash) ?? []), one]);
  }
  return started;
}

function stateOf(
  { revoked_at, consumed, uses, expires_at }: Pick<Selected, "revoked_at" | "consumed" | "uses" | "expires_at">,
  now: number,
): TicketState {
  if (revoked_at !== null) return "revoked";
  if (consumed >= uses) return "used";
  return now >= expires_at ? "expired" : "open";
}
