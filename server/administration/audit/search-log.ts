import { isIP } from "node:net";
import { type ListAnswer, MOST_COUNTED } from "@nearside/shared/api/console/list.ts";
import type { ChangeAnswer, LogQuery, LogRow } from "@nearside/shared/api/console/log.ts";
import { kindsOf, LOG_KINDS, type LogTopic } from "@nearside/shared/api/console/log-kinds.ts";
import { type RawBuilder, sql } from "kysely";
import * as v from "valibot";
import { readCursor, writeCursor } from "../../platform/lists/cursor.ts";
import { DEFAULT_LIMIT } from "../../platform/lists/page-of.ts";
import { foundBy, unindexed } from "../../platform/lists/search.ts";
import type { Db } from "../../platform/store/database.ts";
import { findUsers } from "../../register/people/users.ts";
import { findMachines, findStarted, showsWhoStarted } from "./find-started.ts";

const SEQ = { sort: "seq", value: "integer", id: "integer" } as const;

/** A denial with `alert`: the person said "I didn't start this". The text is that of an index (`events_denied_as_alarm`). */
export const DENIED_AS_ALARM = sql<boolean>`(kind = 'login_denied' and data like '%"alert":true%')`;

/** A login that was opened on another machine. The entry concerns the person who opened it. Another person may have started it. */
const REPORTED = sql<boolean>`kind = 'login_reported'`;

/** At most this many people, and as many machines, are matched by name. */
const MOST_NAMED = 50;
/** Rows of an export that are read at once. */
const EXPORTED_AT_ONCE = 500;

/** Lists one page of the security log. */
export async function searchLog(db: Db, query: LogQuery): Promise<ListAnswer<LogRow>> {
  const sought = await soughtBy(db, query);
  const { rows, next } = await pageOfLog(db, sought, query);
  return { rows: await withNames(db, rows), next, total: await countLog(db, sought) };
}

/** Finds one entry by its number. */
export async function findLogRow(db: Db, seq: number): Promise<LogRow | undefined> {
  const row = await events(db).where("seq", "=", seq).executeTakeFirst();
  return row && (await withNames(db, [row]))[0];
}

const events = (db: Db) =>
  db
    .selectFrom("events")
    .select(["seq", "at", "kind", "subject", "data", "actor_user", "actor_device", "actor_change"])
    .select(["user_id", "device_jkt", "address"]);

/** Yields every entry that the query matches, page after page, for an export. */
export async function* eachLogRow(db: Db, query: LogQuery): AsyncGenerator<readonly LogRow[]> {
  const sought = await soughtBy(db, query);
  let after: string | undefined;
  do {
    const page = await pageOfLog(db, sought, { order: query.order, after, limit: EXPORTED_AT_ONCE });
    yield await withNames(db, page.rows);
    after = page.next ?? undefined;
  } while (after !== undefined);
}

type Condition = RawBuilder<boolean>;

/**
 * The entries that a query is about: those of any of the ways, as far as all of the conditions hold. An index of (column, seq) leads along
 * each way in the order of the log, so that a page is put together of the first entries of each, however many there are.
 */
interface Sought {
  readonly ways: readonly Condition[];
  readonly conditions: readonly Condition[];
  /** The same as `ways`, for counting: without an order, one way can be that of several kinds. */
  readonly counted: readonly Condition[];
}

async function soughtBy(db: Db, { q, topic, kind, person, device, from, to }: LogQuery): Promise<Sought> {
  const typed = q.trim();
  const groups = [
    ...(typed === "" ? [] : [plain(await aboutTyped(db, typed))]),
    ...(person === undefined ? [] : [plain(aboutPeople([person]))]),
    ...(device === undefined ? [] : [plain(aboutMachines([device]))]),
    ...(kind === undefined ? [] : [ofKinds([kind])]),
    ...(topic === undefined ? [] : [ofTopic(topic)]),
  ];
  const [first = plain([sql<boolean>`1 = 1`]), ...rest] = groups;
  const conditions = [...rest.map(({ condition }) => condition), ...(await within(db, from, to))];
  return { ...first, conditions };
}

/** The index of the way is taken, and no other one. */
const unindexedKind = unindexed("kind");

const plain = (ways: readonly Condition[]) => ({ ways, counted: ways, condition: anyOf(ways) });
const anyOf = (conditions: readonly Condition[]): Condition => sql<boolean>`(${sql.join(conditions, sql` or `)})`;
const isAmong = (kind: RawBuilder<unknown>, kinds: readonly string[]) => sql<boolean>`${kind} in (${sql.join(kinds)})`;

const ofKinds = (kinds: readonly string[], more: readonly Condition[] = []) => ({
  ways: [...kinds.map((kind) => sql<boolean>`kind = ${kind}`), ...more],
  counted: [isAmong(sql.ref("kind"), kinds), ...more],
  condition: anyOf([isAmong(unindexedKind, kinds), ...more]),
});

/** The kinds of the topic. A denial with `alert` is an alarm too. */
const ofTopic = (topic: LogTopic) => ofKinds(kindsOf(topic), topic === "alarm" ? [DENIED_AS_ALARM] : []);

const aboutPeople = (ids: readonly string[]): readonly Condition[] => [
  sql<boolean>`user_id in (${sql.join(ids)})`,
  sql<boolean>`actor_user in (${sql.join(ids)})`,
  isStartedBy(sql`user_id in (${sql.join(ids)})`),
];

const aboutMachines = (jkts: readonly string[]): readonly Condition[] => [
  sql<boolean>`device_jkt in (${sql.join(jkts)})`,
  sql<boolean>`actor_device in (${sql.join(jkts)})`,
  isStartedBy(sql`device_jkt in (${sql.join(jkts)})`),
];

/** The alarms about those logins. Alarms are few among all events. */
const isStartedBy = (login: RawBuilder<unknown>): Condition =>
  sql<boolean>`(${REPORTED} and exists (select 1 from logins where logins.id = events.subject and ${login}))`;

async function aboutTyped(db: Db, typed: string): Promise<readonly Condition[]> {
  const people = await named(db, "person", typed);
  const machines = await named(db, "machine", typed);
  return [
    sql<boolean>`subject = ${typed}`,
    ...(isIP(typed) === 0 ? [] : fromAddress(typed)),
    ...(people.length === 0 ? [] : aboutPeople(people)),
    ...(machines.length === 0 ? [] : aboutMachines(machines)),
  ];
}

/** Finds the requests from that address, and the alarms about logins that were requested from there. */
const fromAddress = (address: string): readonly Condition[] => [
  sql<boolean>`address = ${address}`,
  sql<boolean>`(${REPORTED} and exists (
    select 1 from events as requested
    where requested.subject = events.subject and requested.kind = 'login_requested' and requested.address = ${address}))`,
];

/** Finds people or machines as every search does: by any part of name, full name or address, or of the hostname. */
async function named(db: Db, kind: "person" | "machine", typed: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom(foundBy(db, kind, typed))
    .select("found.id")
    .orderBy("found.no") // each page of the log names the same ones
    .limit(MOST_NAMED)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * The entries of a span of time. Their numbers are bounded too, so that the newest million is not walked through on the way to those of
 * last year. The bounds are those of all entries of the span: times need not grow with the numbers, as a clock may have been wrong.
 */
async function within(db: Db, from: number | undefined, to: number | undefined): Promise<readonly Condition[]> {
  if (from === undefined && to === undefined) return [];
  const span = (at: RawBuilder<unknown>) =>
    sql<boolean>`${at} >= ${from ?? Number.MIN_SAFE_INTEGER} and ${at} <= ${to ?? Number.MAX_SAFE_INTEGER}`;
  // the sums keep both databases from going through the numbers themselves: the index of the times has all that is asked
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(seq + 0) as first, max(seq + 0) as last from events where ${span(sql.ref("at"))}`.execute(db);
  const [{ first, last } = { first: null, last: null }] = rows;
  if (first === null || last === null) return [sql<boolean>`1 = 0`];
  return [span(unindexed("at")), sql<boolean>`seq >= ${first} and seq <= ${last}`];
}

/** Selects the numbers along each way, at most so many of each. */
const along = (ways: readonly Condition[], conditions: readonly Condition[], end: RawBuilder<unknown>) =>
  sql.join(
    ways.map(
      (way) => sql`select seq from (
        select seq from events where ${sql.join([way, ...conditions], sql` and `)} ${end}) as one_way`,
    ),
    sql` union `,
  );

async function pageOfLog(
  db: Db,
  { ways, conditions }: Sought,
  { order, after, limit = DEFAULT_LIMIT }: Pick<LogQuery, "order" | "after" | "limit">,
) {
  const of = { ...SEQ, order };
  const last = after === undefined ? undefined : readCursor(after, of).id;
  const beyond = last === undefined ? [] : [sql<boolean>`seq ${order === "asc" ? sql`>` : sql`<`} ${last}`];
  const end = sql`order by seq ${sql.raw(order)} limit ${limit + 1}`;
  const { rows: found } = await sql<{ seq: number }>`
    select seq from (${along(ways, [...conditions, ...beyond], end)}) as found ${end}`.execute(db);
  const seqs = found.slice(0, limit).map(({ seq }) => seq);
  const place = seqs.at(-1);
  const rows = place === undefined ? [] : await events(db).where("seq", "in", seqs).orderBy("seq", order).execute();
  return {
    rows,
    next: found.length > limit && place !== undefined ? writeCursor(of, { value: place, id: place }) : null,
  };
}

async function countLog(db: Db, { counted, conditions }: Sought): Promise<number | null> {
  const found = along(counted, conditions, sql`limit ${MOST_COUNTED + 1}`);
  const { rows } = await sql<{ count: number }>`select count(*) as count from (${found}) as found`.execute(db);
  const count = Number(rows[0]?.count);
  return count > MOST_COUNTED ? null : count;
}

type Matched = Awaited<ReturnType<ReturnType<typeof events>["execute"]>>[number];

/**
 * Adds the names of the people and machines that the entries are about, and to an alarm or a refusal who started its login or
 * enrolment.
 */
async function withNames(db: Db, rows: readonly Matched[]): Promise<LogRow[]> {
  const ids = [...new Set(rows.flatMap(({ user_id, actor_user }) => [user_id, actor_user]))].filter(
    (id) => id !== null,
  );
  const users = await findUsers(db, ids);
  const machines = await findMachines(db, [...new Set(rows.flatMap(({ device_jkt }) => device_jkt ?? []))]);
  const read = rows.map((row) => ({ ...row, topic: topicOf(row), data: JSON.parse(row.data) as unknown }));
  const started = await findStarted(db, read);
  const browsers = await browsersOf(db, read);
  const person = (id: string) => ({ id, name: users.get(id)?.name ?? id });
  return read.map(
    ({
      seq,
      at,
      kind,
      topic,
      subject,
      data,
      user_id,
      device_jkt,
      actor_user,
      actor_device,
      actor_change,
      address,
    }) => ({
      seq: Number(seq),
      at,
      kind,
      topic,
      subject,
      data,
      person: user_id === null ? null : person(user_id),
      machine:
        device_jkt === null ? null : (machines.get(device_jkt) ?? { id: null, device: device_jkt, hostname: "" }),
      browser: browsers.get(Number(seq)) ?? null,
      started: showsWhoStarted({ topic }) ? (started.get(subject ?? "") ?? null) : null,
      actor: actor_user === null ? null : { ...person(actor_user), device: actor_device, change: actor_change },
      address,
    }),
  );
}

const topicOf = ({ kind, data }: Pick<Matched, "kind" | "data">): LogTopic =>
  kind === "login_denied" && data.includes(`"alert":true`) ? "alarm" : (LOG_KINDS[kind]?.topic ?? "server");

const browserKeySchema = v.object({ extension_jkt: v.string() });

interface Read {
  readonly seq: number | string | bigint;
  readonly topic: LogTopic;
  readonly data: unknown;
}

/** Finds the browsers that alarms name by their keys, by number of the entry. */
async function browsersOf(db: Db, entries: readonly Read[]): Promise<ReadonlyMap<number, string>> {
  const named = entries.flatMap(({ seq, topic, data }) =>
    topic === "alarm" && v.is(browserKeySchema, data) ? [{ seq: Number(seq), jkt: data.extension_jkt }] : [],
  );
  if (named.length === 0) return new Map();
  const jkts = [...new Set(named.map(({ jkt }) => jkt))];
  const rows = await db.selectFrom("extensions").select(["jkt", "browser"]).where("jkt", "in", jkts).execute();
  const browsers = new Map(rows.map(({ jkt, browser }) => [jkt, browser]));
  return new Map(named.flatMap(({ seq, jkt }) => (browsers.has(jkt) ? [[seq, browsers.get(jkt) ?? ""]] : [])));
}

/**
 * Finds a change of the console as a passkey signed it, so that anyone can verify it.
 *
 * @param id any text
 */
export async function findChange(db: Db, id: string): Promise<ChangeAnswer | undefined> {
  const row = await db
    .selectFrom("console_changes")
    .innerJoin("users", "users.id", "console_changes.user_id")
    .selectAll("console_changes")
    .select("users.name")
    .where("console_changes.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { user_id, device_jkt, name, assertion, ...rest } = row;
  const signed = JSON.parse(assertion) as unknown;
  return { ...rest, person: { id: user_id, name }, device: device_jkt, assertion: signed };
}
