import type { UsableClientTickets } from "@nearside/shared/api/console/clients.ts";
import * as v from "valibot";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { clientTicketEnded } from "../../platform/audit/events/clients.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { ticketPermissionSchema } from "./permission.ts";

/** At most this many are shown. No server has as many that can still be used. */
const MOST_LISTED = 100;

/** The tickets with which clients can still be registered (RFC 7591 §3), the newest first. */
export async function usableClientTickets({ db, clock }: WithClock & WithDb): Promise<UsableClientTickets> {
  const rows = await db
    .selectFrom("client_tickets")
    .selectAll()
    .where("uses_left", ">", 0)
    .where("expires_at", ">", clock())
    .orderBy("created_at", "desc")
    .orderBy("hash")
    .limit(MOST_LISTED + 1)
    .execute();
  const tickets = rows.slice(0, MOST_LISTED).map(({ hash, data, uses_left, created_at, expires_at }) => {
    const { kinds, scopes, resources, detailTypes } = v.parse(ticketPermissionSchema, JSON.parse(data));
    return { id: hash, kinds, scopes, resources, detail_types: detailTypes, uses_left, created_at, expires_at };
  });
  return { tickets, more: rows.length > MOST_LISTED };
}

const hashSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/**
 * Takes a ticket back: no client is registered with it from now on. Clients that were registered with it stay.
 *
 * @param hash as it was typed
 * @returns false if no usable ticket has that hash
 * @throws ConsoleError `not_permitted`
 */
export async function endClientTicket(services: WithClock & WithDb, hash: string, by: Actor): Promise<boolean> {
  if (!v.is(hashSchema, hash)) return false; // a stranger's text reaches no database
  return services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const now = services.clock();
    const row = await trx
      .updateTable("client_tickets")
      .set({ expires_at: now })
      .where("hash", "=", hash)
      .where("uses_left", ">", 0)
      .where("expires_at", ">", now)
      .returning("hash")
      .executeTakeFirst();
    if (row === undefined) return false;
    await append(trx, clientTicketEnded(now, hash, { by: byOf(by) }), { by });
    return true;
  });
}
