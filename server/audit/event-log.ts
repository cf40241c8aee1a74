import type { Trx } from "../store/database.ts";
import type { AuditEvent } from "./define-event.ts";

/**
 * Appends the event in the transaction that makes what it tells of, so that neither is ever there without the other.
 * The database refuses every later change of the row.
 */
export async function append(trx: Trx, event: AuditEvent): Promise<void> {
  await trx
    .insertInto("events")
    .values({ ...event, data: JSON.stringify(event.data) })
    .execute();
}
