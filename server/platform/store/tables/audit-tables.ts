import type { Generated } from "kysely";

/** Append-only: the database itself refuses a change (see the migration). */
export interface EventsTable {
  seq: Generated<number>;
  at: number;
  kind: string;
  /** The version of the data's schema. */
  version: number;
  /** The id that the event is about. */
  subject: string | null;
  /** JSON */
  data: string;
  /** The author in the console: person, machine, and the change that a passkey signed (`ch_…`). */
  actor_user: Generated<string | null>;
  actor_device: Generated<string | null>;
  actor_change: Generated<string | null>;
  /** The person and the machine that it concerns, and the address of the request. */
  user_id: Generated<string | null>;
  device_jkt: Generated<string | null>;
  address: Generated<string | null>;
}

/** The batches that were moved to the archive, append-only. */
interface ArchivesTable {
  seq: Generated<number>;
  at: number;
  what: "logins" | "events";
  /** The batch as the archive's index has it (`archive-folder.ts`). */
  file: string;
  from_byte: number;
  to_byte: number;
  entries: number;
  sha256: string;
  previous: string | null;
  /** The numbers of the first and the last event of a batch of events. */
  first_event: number | null;
  last_event: number | null;
}

/** The events that were moved to the archive, as runs of numbers, append-only: the database deletes no event that is in none. */
interface ArchivedEventsTable {
  first_event: number;
  last_event: number;
}

export interface AuditTables {
  archived_events: ArchivedEventsTable;
  archives: ArchivesTable;
  events: EventsTable;
}
