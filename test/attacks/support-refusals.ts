// Asserts what holds for every attack: it is refused for its own reason, moves nothing, and is told to the security log.
import { strict as assert } from "node:assert";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Answer } from "../kit/answer.ts";
import type { Stage } from "../steps/stage.ts";
import { rowsIn } from "../support/postgres.ts";
import { until } from "../support/until.ts";

export interface Told {
  /** Status and code, as `Answer.said`. */
  readonly said: string;
  /** The event that the security log gains; null where it is about nobody that the server knows: then its structured log tells alone. */
  readonly event: { readonly kind: string; readonly subject?: string; readonly data?: object } | null;
}

type Place = Pick<Stage, "dataFolder" | "server">;

/** Not what counts: the security log itself, what rules said, and the marks against replay. */
const APART = new Set(["events", "rule_decisions", "rule_reports", "replay"]);
/**
 * Nor when somebody was last heard of, which is written down at a moment that no test knows: a page of the console, whose session's
 * key has asked (`server/register/sessions/session-store.ts`), and a command line that polls (`server/protocol/login/command-line-waits.ts`).
 */
const HEARD_OF: ReadonlyMap<string, string> = new Map([
  ["console_sessions", "seen_at"],
  ["logins", "waited_until"],
]);
const LOGGED_WITHIN_MS = 30_000;
/** `server/platform/audit/append-refusal.ts` */
const MOST_ALIKE = 8;

/** Every row of every table of the running server that counts. */
export const everything = ({ dataFolder }: Pick<Place, "dataFolder">): Readonly<Record<string, unknown>> =>
  reading(dataFolder, (database) => {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'")
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

/** @param place its `database` the URL of a PostgreSQL, where the rows lie there */
export const rowsOf = (
  { dataFolder, database }: Pick<Place, "dataFolder"> & { readonly database?: string | undefined },
  query: string,
  ...values: string[]
): readonly Readonly<Record<string, unknown>>[] =>
  database === undefined
    ? reading(dataFolder, (open) => open.prepare(query).all(...values))
    : rowsIn(database, query, ...values);

/** Sends what must be refused. @throws AssertionError where the code is another, something moved, or no log names it */
export async function expectRefused(place: Place, attack: () => Promise<Answer>, { said, event }: Told): Promise<void> {
  const before = everything(place);
  const seq = lastEvent(place);
  const printed = place.server.process.stderr().length;
  const answer = await attack();
  assert.equal(answer.said, said);
  assert.deepEqual(everything(place), before);
  const events = eventsSince(place, seq);
  // the log keeps so many refusals that are alike, or somebody who is refused could fill it
  if (event !== null && events.length === 0)
    assert.equal(eventsSince(place, 0).filter((one) => isLike(one, event)).length, MOST_ALIKE, JSON.stringify(event));
  else {
    assert.equal(events.length, event === null ? 0 : 1, JSON.stringify(events));
    assert.partialDeepStrictEqual(events, event === null ? [] : [event]);
  }
  const [, code, refusal] = /^\d+ (\w+)(?:\/(\w+))?/.exec(said) ?? [];
  const line = new RegExp(`"code":"${code}"${refusal === undefined ? "" : `,"refusal":"${refusal}"`}`);
  const since = () => place.server.process.stderr().slice(printed);
  await until(
    async () => (line.test(since()) ? true : undefined),
    LOGGED_WITHIN_MS,
    () => `the server's log does not say ${line}: ${since()}`,
  );
}

function isLike(one: object, event: object): boolean {
  try {
    assert.partialDeepStrictEqual(one, event);
    return true;
  } catch {
    return false;
  }
}

export const lastEvent = (place: Pick<Place, "dataFolder">): number =>
  Number(rowsOf(place, "SELECT coalesce(max(seq), 0) AS seq FROM events")[0]?.["seq"]);

export const eventsSince = ({ dataFolder }: Pick<Place, "dataFolder">, seq: number) =>
  reading(dataFolder, (database) =>
    database.prepare("SELECT kind, subject, data FROM events WHERE seq > ? ORDER BY seq").all(seq),
  ).map(({ kind, subject, data }) => ({ kind: String(kind), subject, data: JSON.parse(String(data)) }));

/** A step of a known login that was refused. */
export const stepRefused = (subject: string, step: string, code: string) =>
  ({ kind: "login_step_refused", subject, data: { step, code } }) as const;

/** A refresh that was refused, and ended nothing. */
export const refreshRefused = (family: string, code: string) =>
  ({ kind: "refresh_refused", subject: family, data: { code, revoked: false } }) as const;

/** Id of the tokens that came of that login. */
export const familyOf = (place: Parameters<typeof rowsOf>[0], loginId: string): string =>
  String(rowsOf(place, "SELECT id FROM token_families WHERE login_id = ?", loginId)[0]?.["id"]);

/** A step of a known enrolment that was refused. */
export const enrolmentStepRefused = (subject: string, step: string, code: string) =>
  ({ kind: "enrolment_step_refused", subject, data: { step, code } }) as const;

/** The running server's database is open to readers. */
function reading<T>(dataFolder: string, read: (database: DatabaseSync) => T): T {
  // a server that is just starting or ending has it to itself for a moment
  const database = new DatabaseSync(join(dataFolder, "nearside.db"), { readOnly: true, timeout: 5000 });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
