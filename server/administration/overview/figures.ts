import { FIGURE_OUTCOMES, type Figures, type FiguresQuery } from "@nearside/shared/api/console/overview.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { may, type Role } from "@nearside/shared/roles.ts";
import { type RawBuilder, sql } from "kysely";
import * as v from "valibot";
import type { WithConfig } from "../../platform/config/config.ts";
import { countUpTo } from "../../platform/lists/page-of.ts";
import { unindexed } from "../../platform/lists/search.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import { adapterOf } from "../../platform/store/fixed-query.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { INDEXED, reasonIn } from "../../register/logins/index-conditions.ts";
import type { LoginState } from "../../register/logins/login.ts";
import { OUTCOMES } from "../audit/login-outcome.ts";
import { DENIED_AS_ALARM } from "../audit/search-log.ts";
import { authenticatorsLeft } from "../authenticators/list-authenticators.ts";

type Services = WithClock & WithConfig & WithDb & WithMetadata;

/** A picture tells so many entries of a long list apart. The others are one number. */
const MOST_SHOWN = 8;

/** Counts what the pictures of the overview show, by queries in the database. A million logins are some reads along indexes. */
export async function countFigures(services: Services, role: Role, { midnights }: FiguresQuery): Promise<Figures> {
  const { db } = services;
  const span = { from: midnights[0] ?? 0, until: midnights.at(-1) ?? 0 };
  return {
    logins: await countLogins(services, midnights),
    foreign: await countForeign(db, midnights),
    refusals: await countRefusals(db, span),
    programs: await countPrograms(services, span),
    people: may(role, "people.read") ? await countPeople(services, role) : null,
    keys: may(role, "machines.read") ? await countKeys(db) : null,
    models: may(role, "authenticators.read") ? await countModels(services) : null,
  };
}

/** The first moment, and the first one after the last. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/** A table of the days: its rows drive each query, so that each day is one way along an index. Numbers alone are written into the text. */
const daysOf = (midnights: readonly number[]): RawBuilder<unknown> =>
  sql`(select 0 as day, ${sql.lit(midnights[0] ?? 0)} as begins, ${sql.lit(midnights[1] ?? 0)} as ends
    ${sql.join(
      midnights
        .slice(1, -1)
        .map(
          (begins, at) =>
            sql`union all select ${sql.lit(at + 1)}, ${sql.lit(begins)}, ${sql.lit(midnights[at + 2] ?? 0)}`,
        ),
      sql` `,
    )}) as days`;

interface DayCount {
  readonly day: number | string;
  readonly what: string;
  readonly count: number | string;
}

/** Adds the counts to the days. @param whats what is counted, all of it 0 on a day without any */
function byDay<What extends string>(midnights: readonly number[], whats: readonly What[], counts: readonly DayCount[]) {
  const days = midnights.slice(1).map(() => Object.fromEntries(whats.map((what) => [what, 0])) as Record<What, number>);
  for (const { day, what, count } of counts) {
    const counted = days[Number(day)];
    const known = whats.find((one) => one === what);
    if (counted !== undefined && known !== undefined) counted[known] += Number(count);
  }
  return days;
}

const FAILED_STATES = ["denied", "expired", "refused", "withdrawn"] as const satisfies readonly LoginState["state"][];
const numbersSchema = v.pipe(v.string(), v.parseJson(), v.array(v.number()));

/** Logins that have not ended: few, by indexes of their own. Those that wait for other people are found by whom they ask. */
const openSince = (from: number) => sql`(
  select id, state, client_id, created_at, expires_at from logins
  where ${INDEXED.open} and expires_at >= ${from}
  union all
  select id, state, client_id, created_at, expires_at from logins
  where ${INDEXED.waiting} and id in (select login_id from second_askings)) as open`;

/** A login that nobody ended is stored as open after its time, until it is asked for again. */
async function countLogins(
  { db, clock }: WithClock & WithDb,
  midnights: readonly number[],
): Promise<Figures["logins"]> {
  const listed = adapterOf(db).hasTrigramTable ? sql`json_array` : sql`json_build_array`;
  const failures = FAILED_STATES.map((state) => sql`count(*) filter (where state = ${sql.lit(state)})`);
  // one way along each index for each day: to sort a million rows into groups takes ten times as long
  const { rows: days } = await sql<{ day: number; issued: number | string; failed: string }>`
    select days.day as day,
      (select count(*) from logins
        where ${INDEXED.issued} and created_at >= days.begins and created_at < days.ends) as issued,
      (select cast(${listed}(${sql.join(failures)}) as text) from logins
        where ${INDEXED.failed} and created_at >= days.begins and created_at < days.ends) as failed
    from ${daysOf(midnights)}`.execute(db);
  const settled = days.flatMap(({ day, issued, failed }) => {
    const counts = v.parse(numbersSchema, failed);
    return [
      { day, what: outcomeOf("redeemed"), count: issued },
      ...FAILED_STATES.map((state, at) => ({ day, what: outcomeOf(state), count: counts[at] ?? 0 })),
    ];
  });
  const { rows: open } = await sql<DayCount & { readonly is_over: number }>`
    select days.day as day, state as what, case when expires_at <= ${clock()} then 1 else 0 end as is_over, count(*) as count
    from ${openSince(midnights[0] ?? 0)} cross join ${daysOf(midnights)}
    where created_at >= days.begins and created_at < days.ends
    group by days.day, state, is_over`.execute(db);
  return byDay(midnights, FIGURE_OUTCOMES, [
    ...settled,
    ...open.map((row) => ({ ...row, what: Number(row.is_over) === 1 ? "expired" : outcomeOf(row.what) })),
  ]);
}

const outcomeOf = (state: string): string => OUTCOMES[state as LoginState["state"]];

/**
 * Alarms are few among all entries of the log, so the index of their kinds leads to them. They are put into their days here: to compare
 * each with every day takes the database ten times as long.
 */
async function countForeign(db: Db, midnights: readonly number[]): Promise<Figures["foreign"]> {
  const at = unindexed<number>("at");
  const within = sql`${at} >= ${midnights[0] ?? 0} and ${at} < ${midnights.at(-1) ?? 0}`;
  const { rows } = await sql<{ readonly what: "opened" | "disowned"; readonly at: number | string }>`
    select 'opened' as what, at from events where kind = 'login_reported' and ${within}
    union all
    select 'disowned' as what, at from events where ${DENIED_AS_ALARM} and ${within}`.execute(db);
  const days = midnights.slice(1).map(() => ({ opened: 0, disowned: 0 }));
  for (const row of rows) {
    const day = days[midnights.findLastIndex((begins) => begins <= Number(row.at))];
    if (day !== undefined) day[row.what] += 1;
  }
  return days;
}

/**
 * The index leads from each reason to the next one, and along the logins of each. Reasons are a closed set of codes, so all of them come, and
 * the rare ones are added up here.
 */
async function countRefusals(db: Db, { from, until }: Span): Promise<Figures["refusals"]> {
  const isSqlite = adapterOf(db).hasTrigramTable;
  const logins = isSqlite ? sql`logins indexed by logins_by_reason` : sql`logins`;
  const reason = reasonIn(db);
  const within = sql`${INDEXED.refused} and created_at >= ${from} and created_at < ${until}`;
  const { rows } = await sql<{ reason: string | null; count: number | string }>`
    with recursive reasons(code) as (
      select min(${reason}) from ${logins} where ${INDEXED.refused}
      union all
      select (select min(${reason}) from ${logins} where ${INDEXED.refused} and ${reason} > reasons.code) from reasons
      where reasons.code is not null)
    select code as reason, (select count(*) from ${logins} where ${within} and ${reason} = reasons.code) as count
    from reasons where code is not null
    union all
    select null as reason, (select count(*) from ${logins} where ${within} and ${reason} is null) as count`.execute(db);
  const all = rows
    .map((row) => ({ reason: row.reason ?? "", logins: Number(row.count) }))
    .filter(({ logins }) => logins > 0)
    .sort((a, b) => b.logins - a.logins || (a.reason < b.reason ? -1 : 1));
  return { reasons: all.slice(0, MOST_SHOWN), others: sumOf(all.slice(MOST_SHOWN)) };
}

const sumOf = (rows: readonly { readonly logins: number }[]): number =>
  rows.reduce((sum, { logins }) => sum + logins, 0);

async function countPrograms(services: WithConfig & WithDb, { from, until }: Span): Promise<Figures["programs"]> {
  // The index leads from each program to the next one, and along the logins of each. SQLite would take the index of the states.
  const isSqlite = adapterOf(services.db).hasTrigramTable;
  const logins = isSqlite ? sql`logins indexed by logins_of_client` : sql`logins`;
  const { rows } = await sql<{ client_id: string; count: number | string }>`
    with recursive programs(id) as (
      select min(client_id) from ${logins} where ${INDEXED.settled}
      union all
      select (select min(client_id) from ${logins} where ${INDEXED.settled} and client_id > programs.id) from programs
      where programs.id is not null)
    select id as client_id, (
      select count(*) from ${logins}
      where ${INDEXED.settled} and client_id = programs.id and created_at >= ${from} and created_at < ${until}) as count
    from programs where id is not null
    union all
    select client_id, count(*) as count from ${openSince(from)}
    where created_at >= ${from} and created_at < ${until} group by client_id`.execute(services.db);
  const counts = new Map<string, number>();
  for (const { client_id, count } of rows) counts.set(client_id, (counts.get(client_id) ?? 0) + Number(count));
  const all = [...counts]
    .map(([id, logins]) => ({ id, logins }))
    .filter(({ logins }) => logins > 0)
    .sort((a, b) => b.logins - a.logins || (a.id < b.id ? -1 : 1));
  const shown = all.slice(0, MOST_SHOWN);
  const names = await findNames(
    services,
    shown.map(({ id }) => id),
  );
  const clients = shown.map(({ id, logins }) => ({ id, name: names.get(id) ?? id, logins }));
  return { clients, others: sumOf(all.slice(MOST_SHOWN)) };
}

/** Finds the names of programs, also of those that were removed. */
async function findNames({ db, config }: WithConfig & WithDb, ids: readonly string[]) {
  const registered =
    ids.length === 0 ? [] : await db.selectFrom("clients").select(["id", "name"]).where("id", "in", ids).execute();
  return new Map([...registered, ...config.clients].map(({ id, name }) => [id, name]));
}

/** Nearly all people are active and have enrolled, so the few others are taken off: SQLite counts a whole table by its pages. */
async function countPeople({ db, clock }: WithClock & WithDb, role: Role): Promise<Figures["people"]> {
  const enrolledAt = unindexed<number>("people_index.enrolled_at"); // the index of those who ended leads to fewer
  const { rows } = await sql<Record<"everybody" | "never" | "ended_ever" | "ended_never", number | string | null>>`
    select
      (select count(*) from people_index) as everybody,
      (select count(*) from people_index where enrolled_at = 0) as never,
      (select count(*) from users inner join people_index on people_index.user_id = users.id
        where users.state <> 'active' and ${enrolledAt} > 0) as ended_ever,
      (select count(*) from users inner join people_index on people_index.user_id = users.id
        where users.state <> 'active' and ${enrolledAt} = 0) as ended_never`.execute(db);
  const of = (name: "everybody" | "never" | "ended_ever" | "ended_never") => Number(rows[0]?.[name] ?? 0);
  const open = db
    .selectFrom("tickets")
    .where("expires_at", ">", clock())
    .where("revoked_at", "is", null)
    .whereRef("consumed", "<", "uses");
  return {
    enrolled: of("everybody") - of("never") - of("ended_ever"),
    not_enrolled: of("never") - of("ended_never"),
    ...(may(role, "enrolments.read") ? { open_tickets: await countUpTo(db, open) } : {}),
  };
}

/** The database keeps these counts (`Ddl.keepCounted`). */
async function countKeys(db: Db): Promise<Figures["keys"]> {
  const rows = await db
    .selectFrom("machine_counts")
    .select(({ fn }) => ["key_storage", fn.sum<number | string>("count").as("count")])
    .groupBy("key_storage")
    .execute();
  const of = (place: string) => Number(rows.find(({ key_storage }) => key_storage === place)?.count ?? 0);
  const [tpm, keyring, file] = keyStorageSchema.options.map(of);
  return { tpm: tpm ?? 0, keyring: keyring ?? 0, file: file ?? 0 };
}

async function countModels(services: Services): Promise<Figures["models"]> {
  const all = await authenticatorsLeft(services, { q: "", sort: "passkeys", order: "desc" });
  const models = all.slice(0, MOST_SHOWN).map(({ aaguid, name, passkeys }) => ({ aaguid, name, passkeys }));
  return { models, others: all.slice(MOST_SHOWN).reduce((sum, { passkeys }) => sum + passkeys, 0) };
}
