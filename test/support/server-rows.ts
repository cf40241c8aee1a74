// Reads the rows of the running server: its database is open to readers.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { rowsIn } from "./postgres.ts";

interface Place {
  readonly dataFolder: string;
  /** The URL of a PostgreSQL, if the rows lie there. */
  readonly database?: string | undefined;
}

/**
 * These do not count: the security log itself, what rules said, and the marks against replay. Nor does the first key of the extension's
 * package, which is made when a keeper first asks for the extension's id, at a moment that no test knows.
 */
const APART = new Set(["events", "extension_keys", "rule_decisions", "rule_reports", "replay"]);
/**
 * Nor when a person was last heard of, which is written down at a moment that no test knows: a page of the console, whose session's
 * key has asked (`server/register/sessions/session-store.ts`), and a command line that polls (`server/protocol/login/command-line-waits.ts`).
 */
const HEARD_OF: ReadonlyMap<string, string> = new Map([
  ["console_sessions", "seen_at"],
  ["logins", "waited_until"],
]);
/** Every row of every table of the running server that counts. */
export const storedRows = (place: Place): Readonly<Record<string, unknown>> =>
  asking(place, (ask) => {
    const names = ask(place.database === undefined ? SQLITE_TABLES : POSTGRES_TABLES)
      .map(({ name }) => String(name))
      .filter((name) => !APART.has(name));
    return Object.fromEntries(
      names.map((name) => {
        const rows = ask(`SELECT * FROM "${name}"`).map((row) => withoutHeardOf(name, row));
        // PostgreSQL gives a row that was written again another place
        return [name, place.database === undefined ? rows : rows.map((row) => JSON.stringify(row)).toSorted()];
      }),
    );
  });

/** An index of texts is a virtual table that can't be read whole; its own tables beside it can. */
const SQLITE_TABLES =
  "SELECT name FROM sqlite_schema WHERE rootpage > 0 AND type = 'table' AND name NOT GLOB 'sqlite_*'";
const POSTGRES_TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename";

const withoutHeardOf = (table: string, row: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(row).filter(([column]) => HEARD_OF.get(table) !== column));

type Rows = readonly Readonly<Record<string, unknown>>[];
type Ask = (query: string, ...values: string[]) => Rows;

export const rowsOf = (place: Place, query: string, ...values: string[]): Rows =>
  asking(place, (ask) => ask(query, ...values));

export const lastStoredEvent = (place: Place): number =>
  Number(rowsOf(place, "SELECT coalesce(max(seq), 0) AS seq FROM events")[0]?.["seq"]);

export const storedEventsSince = (place: Place, seq: number) =>
  rowsOf(place, "SELECT kind, subject, data FROM events WHERE seq > CAST(? AS INTEGER) ORDER BY seq", String(seq)).map(
    ({ kind, subject, data }) => ({ kind: String(kind), subject, data: JSON.parse(String(data)) }),
  );

type ServerEvent = { readonly kind: string; readonly data: Readonly<Record<string, unknown>> };

/** Reads them in the order in which they happened. @param subject the id that they are about */
export const storedEventsAbout = (dataFolder: string, subject: string): readonly ServerEvent[] =>
  reading(dataFolder, (database) =>
    database.prepare("SELECT kind, data FROM events WHERE subject = ? ORDER BY seq").all(subject),
  ).map(({ kind, data }) => ({ kind: String(kind), data: JSON.parse(String(data)) }));

/** Many questions take one connection. */
const asking = <T>({ dataFolder, database }: Place, read: (ask: Ask) => T): T =>
  database === undefined
    ? reading(dataFolder, (open) => read((query, ...values) => open.prepare(query).all(...values)))
    : read((query, ...values) => rowsIn(database, query, ...values));

function reading<T>(dataFolder: string, read: (database: DatabaseSync) => T): T {
  // a server that is just starting or ending has the file to itself for a moment
  const database = new DatabaseSync(join(dataFolder, "nearside.db"), { readOnly: true, timeout: 5000 });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
