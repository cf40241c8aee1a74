import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { LogQuery, LogRow } from "@nearside/shared/api/console/log.ts";
import { kindsOf, LOG_KINDS } from "@nearside/shared/api/console/log-kinds.ts";
import { everyPageOf, integerColumn, type Ordering, pageOf } from "../console/page-of.ts";
import { findUsers } from "../directory/users.ts";
import type { Db } from "../store/database.ts";

const ORDER: Ordering<"seq"> = { columns: { seq: integerColumn("events.seq") }, id: integerColumn("events.seq") };

/** "I didn't start this." */
const DENIED = "login_denied";
const ALERT = `%"alert":true%`;

/** Persons whose names begin so; of more a search would say nothing. */
const MOST_PEOPLE = 50;

/** A page of the security log. */
export async function searchLog(db: Db, query: LogQuery): Promise<ListAnswer<LogRow>> {
  const { rows, next, total } = await pageOf(await selected(db, query), ORDER, query);
  return { rows: await told(db, rows), next, total };
}

/** One entry of it. */
export async function findLogRow(db: Db, seq: number): Promise<LogRow | undefined> {
  const row = await events(db).where("seq", "=", seq).executeTakeFirst();
  return row && (await told(db, [row]))[0];
}

const events = (db: Db) =>
  db
    .selectFrom("events")
    .select(["seq", "at", "kind", "subject", "data", "actor_user", "actor_device", "actor_change"])
    .select(["user_id", "device_jkt", "address"]);

/** All of it, page after page, for whoever exports it. */
export async function* eachLogRow(db: Db, query: LogQuery): AsyncGenerator<readonly LogRow[]> {
  yield* everyPageOf(await selected(db, query), ORDER, query, (rows) => told(db, rows));
}

async function selected(db: Db, { q, topic, kind, person, device, from, to }: LogQuery) {
  let left = events(db);
  if (topic === "alarm")
    left = left.where((eb) =>
      eb.or([eb("kind", "in", kindsOf(topic)), eb.and([eb("kind", "=", DENIED), eb("data", "like", ALERT)])]),
    );
  else if (topic !== undefined) left = left.where("kind", "in", kindsOf(topic));
  if (kind !== undefined) left = left.where("kind", "=", kind);
  if (device !== undefined)
    left = left.where((eb) => eb.or([eb("device_jkt", "=", device), eb("actor_device", "=", device)]));
  if (from !== undefined) left = left.where("at", ">=", from);
  if (to !== undefined) left = left.where("at", "<=", to);
  if (person !== undefined)
    left = left.where((eb) => eb.or([eb("user_id", "=", person), eb("actor_user", "=", person)]));
  const typed = q.trim();
  if (typed === "") return left;
  const people = await peopleNamed(db, typed);
  return left.where((eb) =>
    eb.or([
      eb("subject", "=", typed),
      eb("address", "=", typed),
      ...(people.length === 0 ? [] : [eb("user_id", "in", people), eb("actor_user", "in", people)]),
    ]),
  );
}

async function peopleNamed(db: Db, typed: string): Promise<readonly string[]> {
  const last = `${typed}\u{10FFFF}`;
  const rows = await db
    .selectFrom("users")
    .select("id")
    .where("name", ">=", typed)
    .where("name", "<=", last)
    .orderBy("name")
    .limit(MOST_PEOPLE)
    .execute();
  return rows.map(({ id }) => id);
}

type Selected = Awaited<ReturnType<Awaited<ReturnType<typeof selected>>["execute"]>>[number];

/** With the names of whom they are about. */
async function told(db: Db, rows: readonly Selected[]): Promise<LogRow[]> {
  const ids = [...new Set(rows.flatMap(({ user_id, actor_user }) => [user_id, actor_user]))].filter(
    (id) => id !== null,
  );
  const users = await findUsers(db, ids);
  const hostnames = await hostnamesOf(db, [...new Set(rows.flatMap(({ device_jkt }) => device_jkt ?? []))]);
  const person = (id: string) => ({ id, name: users.get(id)?.name ?? id });
  return rows.map(
    ({ seq, at, kind, subject, data, user_id, device_jkt, actor_user, actor_device, actor_change, address }) => ({
      seq: Number(seq),
      at,
      kind,
      topic:
        kind === DENIED && data.includes(`"alert":true`) ? ("alarm" as const) : (LOG_KINDS[kind]?.topic ?? "server"),
      subject,
      data: JSON.parse(data) as unknown,
      person: user_id === null ? null : person(user_id),
      machine: device_jkt === null ? null : { device: device_jkt, hostname: hostnames.get(device_jkt) ?? "" },
      actor: actor_user === null ? null : { ...person(actor_user), device: actor_device, change: actor_change },
      address,
    }),
  );
}

async function hostnamesOf(db: Db, jkts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (jkts.length === 0) return new Map();
  const rows = await db.selectFrom("devices").select(["jkt", "hostname"]).where("jkt", "in", jkts).execute();
  return new Map(rows.map(({ jkt, hostname }) => [jkt, hostname]));
}
