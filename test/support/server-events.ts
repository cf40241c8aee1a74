// Reads the running server's event table: its database is open to readers.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

type ServerEvent = { readonly kind: string; readonly data: Readonly<Record<string, unknown>> };

/** A server that is just starting or ending has it to itself for a moment. */
const BUSY_MS = 5000;

/** In the order in which they happened. @param subject the id that they are about */
export function eventsAbout(dataFolder: string, subject: string): ServerEvent[] {
  const database = new DatabaseSync(join(dataFolder, "nearside.db"), { readOnly: true, timeout: BUSY_MS });
  try {
    const rows = database.prepare("SELECT kind, data FROM events WHERE subject = ? ORDER BY seq").all(subject);
    return rows.map(({ kind, data }) => ({ kind: String(kind), data: JSON.parse(String(data)) }));
  } finally {
    database.close();
  }
}
