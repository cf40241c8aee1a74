import { sql } from "kysely";
import type { DatabasePlace } from "../config/database-url.ts";
import type { Db } from "./database.ts";
import { DatabaseAway } from "./database-away.ts";
import { DatabaseTrouble, troubleOf } from "./postgres-trouble.ts";

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
 * @throws DatabaseTrouble
 */
export async function demandUsable(db: Db, place: DatabasePlace): Promise<void> {
  const { database, user } = place;
  const is = await standingOf(db, place);
  const refuse = (sentence: string): never => {
    throw new DatabaseTrouble(sentence);
  };
  if (is.version < OLDEST)
    refuse(
      `PostgreSQL there has version ${Math.floor(is.version / 10_000)}, and ${OLDEST / 10_000} is the oldest that is known to work. Bring it to a newer one.`,
    );
  if (is.encoding !== "UTF8")
    refuse(
      `The database ${database} keeps text as ${is.encoding}, which cannot hold every character. Make another: createdb --owner=${user} --encoding=UTF8 --template=template0 …`,
    );
  if (is.is_replica) refuse("DATABASE_URL names a replica, which takes no writes. Name the primary.");
  if (!is.may_create)
    refuse(
      `The user ${user} may not make tables in the database ${database}. Let an administrator of PostgreSQL type: alter database ${database} owner to ${user}`,
    );
  if (is.trigrams === "not_installed")
    refuse(
      "PostgreSQL there lacks its own extension pg_trgm, by which people and machines are searched. Install the package of its contributed extensions on that machine (postgresql-contrib in most distributions).",
    );
  if (is.trigrams === "may_not_be_made")
    refuse(
      `The user ${user} may not add the extension pg_trgm, by which people and machines are searched, to the database ${database}. Let an administrator of PostgreSQL type in that database: create extension pg_trgm`,
    );
  // what was used once must stay used after any failure of the machine: tickets, nonces, device codes, proofs
  if (is.fsync !== "on" || is.full_page_writes !== "on")
    refuse(
      "PostgreSQL there may lose what it has confirmed. Set fsync and full_page_writes to on in its configuration.",
    );
  if (is.synchronous_commit === "off")
    refuse(
      `PostgreSQL there may lose what it has just confirmed. Type in psql: alter database ${database} set synchronous_commit = on`,
    );
}

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
