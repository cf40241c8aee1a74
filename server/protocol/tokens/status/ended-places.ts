import { sql } from "kysely";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Db } from "../../../platform/store/database.ts";
import { FOUNDATIONS, isEndedByItself, isKnownProgram, orphansOf } from "../../../register/tokens/token-foundations.ts";

/**
 * Finds the places of a status list whose tokens are no longer active, by the rule of token-foundations.ts: one query, from
 * the rows that are no longer active to the tokens that depend on them. Its cost grows with what was revoked, and it looks
 * once at each token of the list.
 *
 * @returns undefined if none of its tokens is stored: then there is no such list
 */
export async function endedPlaces(
  db: Db,
  { config }: WithConfig,
  list: string,
): Promise<readonly number[] | undefined> {
  // A token that ended early is listed until it is forgotten, since APIs allow for some time at its end. So the clock is not used
  // here: a family counts as long as it may still have a token in this list. No token outlives its family.
  const oldest = await db
    .selectFrom("access_tokens")
    .select((token) => token.fn.min("expires_at").as("since"))
    .where("status_list", "=", list)
    .executeTakeFirst();
  if (oldest === undefined || oldest.since === null) return undefined;
  const mayHaveOne = sql<boolean>`family.expires_at >= ${oldest.since}`;
  // CROSS JOIN: for SQLite it fixes the order, the few that are not active first; for others it says what JOIN says
  const ended = FOUNDATIONS.map(
    ({ table, key, column, by = column }) =>
      sql`select family.id from ${sql.table(table)} cross join token_families as family
        where ${sql.ref(`${table}.state`)} <> 'active' and ${mayHaveOne}
        and ${sql.ref(`family.${by}`)} = ${sql.ref(`${table}.${by === column ? key : by}`)}
        and ${sql.ref(`family.${column}`)} = ${sql.ref(`${table}.${key}`)}`,
  );
  const query = sql<{ status_index: number }>`with recursive
    ${PROGRAMS},
    ended (id) as (
      select family.id from token_families as family where family.state <> 'active' and ${mayHaveOne}
      union all select family.id from program cross join token_families as family
        where not ${isKnownProgram(sql.ref("program.id"), config)}
        and family.client_id = program.id and ${mayHaveOne}
      union all ${sql.join(ended, sql` union all `)}
    ),
    ${orphansOf(sql`token.status_list = ${list}`, config)}
    select token.status_index from access_tokens as token where token.status_list = ${list} and (
      ${isEndedByItself(config)}
      or token.family_id in (select id from ended)
      or token.jti in (select jti from orphan)
    )`;
  return (await query.execute(db)).rows.map(({ status_index }) => status_index);
}

/** `program (id)`: every client id that any family names, by steps from one to the next in the index: there are few. */
const PROGRAMS = sql`program (id) as (
    select min(client_id) from token_families
    union all
    select (select min(client_id) from token_families where client_id > program.id) from program where program.id is not null
  )`;
