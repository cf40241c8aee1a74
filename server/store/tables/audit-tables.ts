import type { Generated } from "kysely";

/** Append-only: the database itself refuses a change (see the migration). */
export interface EventsTable {
  seq: Generated<number>;
  at: number;
  kind: string;
  /** Of the data's schema. */
  version: number;
  /** What it is about: an id of ours. */
  subject: string | null;
  /** JSON */
  data: string;
}

export interface AuditTables {
  events: EventsTable;
}
