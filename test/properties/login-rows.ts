// Reads the server's rows of some logins; its database is open to readers.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

type Row = Readonly<Record<string, unknown>>;

/** Every row about them, and how many rows there are about others. The log of events and the marks against replay apart. */
interface LoginRows {
  readonly own: readonly Row[];
  readonly counts: Row;
}

const TABLES = ["logins", "token_families", "refresh_tokens", "access_tokens", "enrolments"];

export function rowsOf(dataFolder: string, ids: readonly string[]): LoginRows {
  return reading(dataFolder, (database) => {
    const all = (query: string): Row[] => ids.flatMap((id) => database.prepare(query).all(id));
    const families = "SELECT id FROM token_families WHERE login_id = ?";
    return {
      own: [
        ...all("SELECT id, state, data, proof, version FROM logins WHERE id = ?"),
        ...all("SELECT * FROM token_families WHERE login_id = ?"),
        ...all(`SELECT * FROM refresh_tokens WHERE family_id IN (${families})`),
        ...all(`SELECT * FROM access_tokens WHERE family_id IN (${families})`),
      ],
      counts: Object.fromEntries(
        TABLES.map((table) => [table, database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]]),
      ),
    };
  });
}

interface Kept {
  readonly state: string;
  /** The number of token families: one for one approval (protocol §4.6). */
  readonly families: number;
  readonly accessTokens: number;
  readonly evidence: number;
  /** Its events in the security log, in order. */
  readonly events: readonly string[];
}

export const keptOf = (dataFolder: string, id: string): Kept =>
  reading(dataFolder, (database) => {
    const count = (query: string): number => Number(database.prepare(query).get(id)?.["n"]);
    return {
      state: String(database.prepare("SELECT state FROM logins WHERE id = ?").get(id)?.["state"] ?? "none"),
      families: count("SELECT count(*) AS n FROM token_families WHERE login_id = ?"),
      accessTokens: count(
        "SELECT count(*) AS n FROM access_tokens WHERE family_id IN (SELECT id FROM token_families WHERE login_id = ?)",
      ),
      evidence: count("SELECT count(*) AS n FROM logins WHERE id = ? AND proof IS NOT NULL"),
      events: database
        .prepare("SELECT kind FROM events WHERE subject = ? ORDER BY seq")
        .all(id)
        .map(({ kind }) => String(kind)),
    };
  });

/** `PRAGMA integrity_check`: "ok". */
export const integrityOf = (dataFolder: string): unknown =>
  reading(dataFolder, (database) => database.prepare("PRAGMA integrity_check").get()?.["integrity_check"]);

function reading<T>(dataFolder: string, read: (database: DatabaseSync) => T): T {
  // a server that is just starting or ending has it to itself for a moment
  const database = new DatabaseSync(join(dataFolder, "nearside.db"), { readOnly: true, timeout: 5000 });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
