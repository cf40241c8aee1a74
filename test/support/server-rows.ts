// Reads the rows of the running server: its database is open to readers.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { rowsIn } from "./postgres.ts";

interface Place {
  readonly dataFolder: string;
}

/** Not what counts: the security log itself, what rules said, and the marks against replay. */
const APART = new Set(["events", "rule_decisions", "rule_reports", "replay"]);
/**
 * Nor when a person was last heard of, which is written down at a moment that no test knows: a page of the console, whose session's
 * key has asked (`server/register/sessions/session-store.ts`), and a command line that polls (`server/protocol/login/command-line-waits.ts`).
 */
const HEARD_OF: ReadonlyMap<string, string> = new Map([
  ["console_sessions", "seen_at"],
  ["logins", "waited_until"],
]);
/** Every row of every table of the running server that counts. */
export const storedRows = ({ dataFolder }: Place): Readonly<Record<string, unknown>> =>
  reading(dataFolder, (database) => {
    const tables = database
      // an index of texts is a virtual table that can't be read whole; its own tables beside it can
      .prepare("SELECT name FROM sqlite_schema WHERE rootpage > 0 AND type = 'table' AND name NOT GLOB 'sqlite_*'")
      .all();
    const names = tables.map(({ name }) => String(name)).filter((name) => !APART.has(name));
    return Object.fromEntries(
      names.map((name) => {
        const rows = database.prepare(`SELECT * FROM "${name}"`).all();
        return [name, rows.map((row) => withoutHeardOf(name, row))];
      }),
    );
  });

const withoutHeardOf = (table: string, row: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(row).filter(([column]) => HEARD_OF.get(table) !== column));

/** @param place its `database` the URL of a PostgreSQL, if the rows lie there */
export const rowsOf = (
  { dataFolder, database }: Place & { readonly database?: string | undefined },
  query: string,
  ...values: string[]
): readonly Readonly<Record<string, unknown>>[] =>
  database === undefined
    ? reading(dataFolder, (open) => open.prepare(query).all(...values))
    : rowsIn(database, query, ...values);

export const lastStoredEvent = (place: Place): number =>
  Number(rowsOf(place, "SELECT coalesce(max(seq), 0) AS seq FROM events")[0]?.["seq"]);

export const storedEventsSince = ({ dataFolder }: Place, seq: number) =>
  reading(dataFolder, (database) =>
    database.prepare("SELECT kind, subject, data FROM events WHERE seq > ? ORDER BY seq").all(seq),
  ).map(({ kind, subject, data }) => ({ kind: String(kind), subject, data: JSON.parse(String(data)) }));

type ServerEvent = { readonly kind: string; readonly data: Readonly<Record<string, unknown>> };

/** In the order in which they happened. @param subject the id that they are about */
export const storedEventsAbout = (dataFolder: string, subject: string): readonly ServerEvent[] =>
  reading(dataFolder, (database) =>
    database.prepare("SELECT kind, data FROM events WHERE subject = ? ORDER BY seq").all(subject),
  ).map(({ kind, data }) => ({ kind: String(kind), data: JSON.parse(String(data)) }));

function reading<T>(dataFolder: string, read: (database: DatabaseSync) => T): T {
  // a server that is just starting or ending has the file to itself for a moment
  const database = new DatabaseSync(join(dataFolder, "nearside.db"), { readOnly: true, timeout: 5000 });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
