import type { Trx } from "../store/database.ts";
import { fixedQuery } from "../store/fixed-query.ts";
import type { Actor } from "./actor.ts";
import type { AuditEvent } from "./define-event.ts";

/** Whom an event concerns and who brought it about, by which the log is searched. All that is not known is left out. */
export interface EventAbout {
  /** Who made the change. */
  readonly by?: Actor;
  /** The person it concerns. */
  readonly user?: string;
  /** The machine it concerns: a device id. */
  readonly device?: string;
  /** Where the request came from. */
  readonly address?: string;
}

const insert = fixedQuery<{
  at: number;
  kind: string;
  version: number;
  subject: string | null;
  data: string;
  actor_user: string | null;
  actor_device: string | null;
  actor_change: string | null;
  user_id: string | null;
  device_jkt: string | null;
  address: string | null;
}>()((db, value) =>
  db.insertInto("events").values({
    at: value("at"),
    kind: value("kind"),
    version: value("version"),
    subject: value("subject"),
    data: value("data"),
    actor_user: value("actor_user"),
    actor_device: value("actor_device"),
    actor_change: value("actor_change"),
    user_id: value("user_id"),
    device_jkt: value("device_jkt"),
    address: value("address"),
  }),
);

/**
 * Appends the event in the transaction that makes what it tells of, so that neither is ever there without the other.
 * The database refuses every later change of the row.
 */
export async function append(trx: Trx, event: AuditEvent, about: EventAbout = {}): Promise<void> {
  const { at, kind, version, subject, data } = event;
  const person = about.by?.kind === "person" ? about.by : undefined;
  await insert(trx, {
    at,
    kind,
    version,
    subject,
    data: JSON.stringify(data),
    actor_user: person?.userId ?? null,
    actor_device: person?.deviceJkt ?? null,
    actor_change: person?.changeId ?? null,
    user_id: about.user ?? null,
    device_jkt: about.device ?? null,
    address: about.address ?? null,
  });
}
