import type { Generated } from "kysely";

/** Append-only: the database itself refuses a change (see the migration). */
interface EventsTable {
  seq: Generated<number>;
  at: number;
  kind: string;
  /** Of the data's schema. */
  version: number;
  /** What it is about: an id of ours. */
  subject: string | null;
  /** JSON */
  data: string;
  /** Who brought it about in the console: person, machine, and the change that a passkey signed (`ch_…`). */
  actor_user: Generated<string | null>;
  actor_device: Generated<string | null>;
  actor_change: Generated<string | null>;
  /** Whom it concerns, on which machine, asked from where. */
  user_id: Generated<string | null>;
  device_jkt: Generated<string | null>;
  address: Generated<string | null>;
}

export interface AuditTables {
  events: EventsTable;
}
