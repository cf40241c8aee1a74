import type { Trx } from "../store/database.ts";
import { fixedQuery } from "../store/fixed-query.ts";
import type { AuditEvent } from "./define-event.ts";

const insert = fixedQuery<{ at: number; kind: string; version: number; subject: string | null; data: string }>()(
  (db, value) =>
    db.insertInto("events").values({
      at: value("at"),
      kind: value("kind"),
      version: value("version"),
      subject: value("subject"),
      data: value("data"),
    }),
);

/**
 * Appends the event in the transaction that makes what it tells of, so that neither is ever there without the other.
 * The database refuses every later change of the row.
 */
export async function append(trx: Trx, event: AuditEvent): Promise<void> {
  const { at, kind, version, subject, data } = event;
  await insert(trx, { at, kind, version, subject, data: JSON.stringify(data) });
}
