import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { ChangeAnswer, LogQuery, LogRow } from "@nearside/shared/api/console/log.ts";
import { kindsOf, LOG_KINDS, type LogTopic } from "@nearside/shared/api/console/log-kinds.ts";
import type { ExpressionBuilder, SelectQueryBuilder } from "kysely";
import * as v from "valibot";
import { everyPageOf, integerColumn, type Ordering, pageOf } from "../../platform/lists/page-of.ts";
import { foldText, holdsText, holdsTyped } from "../../platform/lists/search.ts";
import type { Database, Db } from "../../platform/store/database.ts";
import { findUsers } from "../../register/people/users.ts";
import { findMachines, findStarted, showsWhoStarted } from "./find-started.ts";

const ORDER: Ordering<"seq"> = { columns: { seq: integerColumn("events.seq") }, id: integerColumn("events.seq") };

/** A denial with `alert`: the person said "I didn't start this". */
const DENIED = "login_denied";
const ALERT = `%"alert":true%`;

/**
 * A login that was opened on another machine. The entry concerns the person who opened it. Another person may have started it.
 */
const REPORTED = "login_reported";

/** At most this many people, and as many machines, are matched by name. */
const MOST_NAMED = 50;

/** Lists one page of the security log. */
export async function searchLog(db: Db, query: LogQuery): Promise<ListAnswer<LogRow>> {
  const { rows, next, total } = await pageOf(db, await matched(db, query), ORDER, query);
  return { rows: await withNames(db, rows), next, total };
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
  yield* everyPageOf(await matched(db, query), ORDER, query, (rows) => withNames(db, rows));
}

async function matched(db: Db, { q, topic, kind, person, device, from, to }: LogQuery) {
  let rows = events(db);
  if (topic !== undefined) rows = rows.where((eb) => ofTopic(eb, topic));
  if (kind !== undefined) rows = rows.where("kind", "=", kind);
  if (device !== undefined) rows = rows.where((eb) => aboutMachines(eb, db, [device]));
  if (from !== undefined) rows = rows.where("at", ">=", from);
  if (to !== undefined) rows = rows.where("at", "<=", to);
  if (person !== undefined) rows = rows.where((eb) => aboutPeople(eb, db, [person]));
  const typed = q.trim();
  if (typed === "") return rows;
  const people = await peopleNamed(db, typed);
  const machines = await machinesNamed(db, typed);
  return rows.where((eb) =>
    eb.or([
      eb("subject", "=", typed),
      eb("address", "=", typed),
      startedOn(eb, requestedFrom(db, typed)),
      ...(people.length === 0 ? [] : [aboutPeople(eb, db, people)]),
      ...(machines.length === 0 ? [] : [aboutMachines(eb, db, machines)]),
    ]),
  );
}

type Events = ExpressionBuilder<Database, "events">;

/** Matches the kinds of the topic. A denial with `alert` is an alarm too. */
const ofTopic = (eb: Events, topic: LogTopic) =>
  topic === "alarm"
    ? eb.or([eb("kind", "in", kindsOf(topic)), eb.and([eb("kind", "=", DENIED), eb("data", "like", ALERT)])])
    : eb("kind", "in", kindsOf(topic));

const aboutPeople = (eb: Events, db: Db, ids: readonly string[]) =>
  eb.or([
    eb("user_id", "in", ids),
    eb("actor_user", "in", ids),
    startedOn(eb, db.selectFrom("logins").select("id").where("user_id", "in", ids)),
  ]);

const aboutMachines = (eb: Events, db: Db, jkts: readonly string[]) =>
  eb.or([
    eb("device_jkt", "in", jkts),
    eb("actor_device", "in", jkts),
    startedOn(eb, db.selectFrom("logins").select("id").where("device_jkt", "in", jkts)),
  ]);

/** Matches the alarms about those logins. Alarms are few among all events, and the index of kinds finds them. */
const startedOn = (eb: Events, logins: SelectQueryBuilder<Database, "logins" | "events", { id: string | null }>) =>
  eb.and([eb("kind", "=", REPORTED), eb("subject", "in", logins)]);

/** Selects the logins that were requested from that address. */
const requestedFrom = (db: Db, address: string) =>
  db.selectFrom("events").select("subject as id").where("address", "=", address).where("kind", "=", "login_requested");

/** Finds people as every search does: by any part of name, full name or address. */
async function peopleNamed(db: Db, typed: string): Promise<readonly string[]> {
  if (foldText(typed) === "") return [];
  const rows = await db
    .selectFrom("people_index")
    .innerJoin("users", "users.id", "people_index.user_id")
    .select("users.id")
    .where(holdsText("people_index.searched", typed))
    .orderBy("users.name")
    .limit(MOST_NAMED)
    .execute();
  return rows.map(({ id }) => id);
}

/** Finds machines by the name that they report; several may have the same. */
async function machinesNamed(db: Db, typed: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("devices")
    .select("jkt")
    .where(holdsTyped("devices.hostname", typed))
    .orderBy("jkt")
    .limit(MOST_NAMED)
    .execute();
  return rows.map(({ jkt }) => jkt);
}

type Matched = Awaited<ReturnType<Awaited<ReturnType<typeof matched>>["execute"]>>[number];

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
  kind === DENIED && data.includes(`"alert":true`) ? "alarm" : (LOG_KINDS[kind]?.topic ?? "server");

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
