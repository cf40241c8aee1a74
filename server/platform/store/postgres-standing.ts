import { sql } from "kysely";
import { databaseTexts } from "../../texts/database.ts";
import type { DatabasePlace } from "../config/database-url.ts";
import type { Db } from "./database.ts";
import { DatabaseAway } from "./database-away.ts";
import { codeOf } from "./postgres-errors.ts";
import { SESSION } from "./postgres-pool.ts";
import { DatabaseTrouble, refusesSettings, troubleOf } from "./postgres-trouble.ts";

/** `server_version_num`: the oldest version with which the tests were run. */
const OLDEST = 150_000;

interface Standing {
  readonly version: number;
  readonly encoding: string;
  readonly is_replica: boolean;
  readonly may_create: boolean;
  /** The extension by which people and machines are searched: made, or there to be made. */
  readonly trigrams: "made" | "may_be_made" | "not_installed" | "may_not_be_made";
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
}

/**
 * Refuses a database that is not fit for the server's data: it must be reachable and new enough, store every character, and make every
 * commit durable.
 *
 * @returns what a pooler gives to others; "sessions" also without one
 * @throws DatabaseTrouble
 */
export async function demandUsable(db: Db, place: DatabasePlace): Promise<Pooling> {
  const { database, user } = place;
  const is = await standingOf(db, place);
  const refuse = (sentence: string): never => {
    throw new DatabaseTrouble(sentence);
  };
  if (is.version < OLDEST)
    refuse(databaseTexts.tooOld({ version: Math.floor(is.version / 10_000), oldest: OLDEST / 10_000 }));
  if (is.encoding !== "UTF8") refuse(databaseTexts.encoding({ database, encoding: is.encoding, user }));
  if (is.is_replica) refuse(databaseTexts.replica);
  if (!is.may_create) refuse(databaseTexts.noTables({ user, database }));
  if (is.trigrams === "not_installed") refuse(databaseTexts.noExtension);
  if (is.trigrams === "may_not_be_made") refuse(databaseTexts.mayNotExtend({ user, database }));
  // what was used once must stay used after any failure of the machine: tickets, nonces, device codes, proofs
  if (is.fsync !== "on" || is.full_page_writes !== "on") refuse(databaseTexts.losesData);
  if (is.synchronous_commit === "off") refuse(databaseTexts.losesLatest({ database }));
  const dropped = await settingsNotTaken(db);
  if (dropped.length > 0)
    refuse(
      databaseTexts.poolerDrops({
        settings: dropped.join(", "),
        commands: dropped
          .map((name) => `alter role ${user} in database ${database} set ${name} = '${SESSION[name]}';`)
          .join(" "),
      }),
    );
  const pooled = await poolingOf(db);
  if (pooled === "transactions without their statements") refuse(databaseTexts.pooler);
  return pooled;
}

/**
 * Refuses a pooler that takes the connections of {@link demandUsable} and not those for reads, which have more settings. The server would
 * start, and the console could list nothing. Another trouble with them may pass by itself.
 *
 * @throws DatabaseTrouble
 */
export async function demandReadable(reads: Db, place: DatabasePlace): Promise<void> {
  try {
    await sql`select 1`.execute(reads);
  } catch (error) {
    const cause = error instanceof DatabaseAway ? error.cause : error;
    if (refusesSettings(cause)) throw troubleOf(cause, place);
  }
}

type SessionSetting = keyof typeof SESSION;

async function settingsNotTaken(db: Db): Promise<readonly SessionSetting[]> {
  const names = Object.keys(SESSION) as SessionSetting[];
  const { rows } = await sql<Record<SessionSetting, string>>`select ${sql.join(
    names.map((name) => sql`current_setting(${sql.lit(name)}) as ${sql.id(name)}`),
  )}`.execute(db);
  return names.filter((name) => rows[0]?.[name] !== SESSION[name]);
}

type Pooling = "sessions" | "transactions" | "transactions without their statements";

/** Another client's transaction makes a pooler of transactions take another connection for the next query of ours. */
async function poolingOf(db: Db): Promise<Pooling> {
  const processOf = async (one: Db): Promise<number | undefined> => {
    const asked = sql<{
      pid: number;
    }>`select pg_backend_pid() as pid where ${"a value makes it a prepared statement"} <> ''`;
    return (await asked.execute(one)).rows[0]?.pid;
  };
  try {
    return await db.connection().execute(async (one) => {
      const before = await processOf(one);
      const after = await db.transaction().execute(async (other) => {
        await processOf(other);
        return processOf(one);
      });
      return before === after ? "sessions" : "transactions";
    });
  } catch (error) {
    if (FORGOTTEN.has(codeOf(error) ?? "")) return "transactions without their statements";
    throw error;
  }
}

const FORGOTTEN = new Set([
  "26000", // invalid_sql_statement_name
  "42P05", // duplicate_prepared_statement: that of another client
]);

async function standingOf(db: Db, place: DatabasePlace): Promise<Standing> {
  const query = sql<Standing>`
    select current_setting('server_version_num')::int as version,
      current_setting('server_encoding') as encoding,
      pg_is_in_recovery() as is_replica,
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as may_create,
      case
        when exists (select from pg_extension where extname = 'pg_trgm') then 'made'
        when not exists (select from pg_available_extensions where name = 'pg_trgm') then 'not_installed'
        when has_database_privilege(current_database(), 'create') then 'may_be_made'
        else 'may_not_be_made'
      end as trigrams,
      current_setting('fsync') as fsync,
      current_setting('full_page_writes') as full_page_writes,
      current_setting('synchronous_commit') as synchronous_commit`;
  try {
    const { rows } = await query.execute(db);
    const [row] = rows;
    if (row === undefined) throw new Error("PostgreSQL does not say what it is");
    return row;
  } catch (error) {
    throw troubleOf(error instanceof DatabaseAway ? error.cause : error, place);
  }
}
