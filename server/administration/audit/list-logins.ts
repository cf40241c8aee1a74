import { isIP } from "node:net";
import { type ListAnswer, MOST_COUNTED, MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import type { LoginOutcome, LoginRow, LoginsQuery } from "@nearside/shared/api/console/logins.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import { type RawBuilder, sql } from "kysely";
import * as v from "valibot";
import { readCursor, writeCursor } from "../../platform/lists/cursor.ts";
import { DEFAULT_LIMIT } from "../../platform/lists/page-of.ts";
import { foundBy, holdsTyped } from "../../platform/lists/search.ts";
import type { Db } from "../../platform/store/database.ts";
import { among } from "../../register/logins/among-states.ts";
import { INDEXED, reasonIn } from "../../register/logins/index-conditions.ts";
import type { LoginState } from "../../register/logins/login.ts";
import { isOpenState, OPEN_LOGIN_STATES } from "../../register/logins/transitions.ts";
import { OUTCOMES } from "./login-outcome.ts";

/** At most this many people, machines and programs are matched by name. */
const MOST_NAMED = 50;
/** Rows of an export that are read at once. */
const EXPORTED_AT_ONCE = 500;

/** Lists one page of all people's logins. @param now epoch milliseconds */
export async function listLogins(db: Db, query: LoginsQuery, now: number): Promise<ListAnswer<LoginRow>> {
  const sought = await soughtBy(db, query, now);
  return { ...(await pageOfLogins(db, sought, query, now)), total: await countLogins(db, sought) };
}

/** Yields every login that the query matches, page after page, for an export. */
export async function* eachLogin(db: Db, query: LoginsQuery, now: number): AsyncGenerator<readonly LoginRow[]> {
  const sought = await soughtBy(db, query, now);
  let after: string | undefined;
  do {
    const page = await pageOfLogins(db, sought, { order: query.order, after, limit: EXPORTED_AT_ONCE }, now);
    yield page.rows;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

type Condition = RawBuilder<boolean>;

/** The logins along any of the ways, as far as all of the conditions hold. An index leads along each way, mostly in the order of the list. */
interface Sought {
  readonly ways: readonly Condition[];
  /** True if no login lies along two of the ways. */
  readonly areApart: boolean;
  readonly conditions: readonly Condition[];
}

/** The ways along which logins of an outcome lie. */
const WAYS: Readonly<Record<LoginOutcome, readonly (keyof typeof INDEXED)[]>> = {
  waiting: ["open", "waiting"],
  approved: ["open"],
  issued: ["issued"],
  denied: ["failed"],
  refused: ["failed"],
  expired: ["failed", "open", "waiting"],
  cancelled: ["failed"],
};

async function soughtBy(db: Db, query: LoginsQuery, now: number): Promise<Sought> {
  const { outcome, reason, person, machine, client, from, to } = query;
  const groups = [
    ...(reason === undefined ? [] : [[isReason(db, reason)]]),
    ...(query.q.trim() === "" ? [] : [await typedWays(db, query.q.trim())]),
    ...(person === undefined ? [] : [[sql<boolean>`user_id = ${person}`]]),
    ...(machine === undefined ? [] : [await machineWays(db, machine)]),
    ...(client === undefined ? [] : [clientWays([client])]),
  ];
  const states = outcome === undefined ? (["issued", "failed", "open", "waiting"] as const) : WAYS[outcome];
  const isByStates = groups.length === 0;
  const [ways = states.map((state) => (outcome === "expired" ? expiredAlong(state, now) : INDEXED[state])), ...rest] =
    groups;
  return {
    ways,
    areApart: query.q.trim() === "" || reason !== undefined,
    conditions: [
      ...rest.map(anyOf),
      ...(outcome === undefined || (outcome === "expired" && isByStates) ? [] : [isOutcome(outcome, now)]),
      ...(from === undefined ? [] : [sql<boolean>`created_at >= ${from}`]),
      ...(to === undefined ? [] : [sql<boolean>`created_at <= ${to}`]),
    ],
  };
}

/** Finds the expired logins ({@link isOutcome}) along one index: that of failed ones has their state, and not their time. */
const expiredAlong = (state: keyof typeof INDEXED, now: number): Condition =>
  sql<boolean>`(${INDEXED[state]} and ${state === "failed" ? sql`state = 'expired'` : sql`expires_at <= ${now}`})`;

const anyOf = (conditions: readonly Condition[]): Condition => sql<boolean>`(${sql.join(conditions, sql` or `)})`;

/** A login that nobody ended is stored as open after its time, until it is asked for again. */
function isOutcome(outcome: LoginOutcome, now: number): Condition {
  switch (outcome) {
    case "waiting":
      return sql`(state in ('pending', 'met', 'waiting') and expires_at > ${now})`;
    case "approved":
      return sql`(state = 'approved' and expires_at > ${now})`;
    case "expired":
      return sql`(state = 'expired' or (state in ${among(OPEN_LOGIN_STATES)} and expires_at <= ${now}))`;
    case "issued":
      return INDEXED.issued;
    case "denied":
      return sql`state = 'denied'`;
    case "refused":
      return sql`state = 'refused'`;
    case "cancelled":
      return sql`state = 'withdrawn'`;
  }
}

const isReason = (db: Db, reason: string): Condition =>
  sql<boolean>`(${INDEXED.refused} and ${reasonIn(db)} = ${reason})`;

const clientWays = (ids: readonly string[]): readonly Condition[] =>
  [INDEXED.settled, INDEXED.open, INDEXED.waiting].map(
    (states) => sql<boolean>`(client_id in (${sql.join(ids)}) and ${states})`,
  );

/** The index of a person leads to the logins of their machines. */
async function machineWays(db: Db, machine: string): Promise<readonly Condition[]> {
  const found = await db
    .selectFrom("devices")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .select(["devices.jkt", "bound_sets.user_id"])
    .where((eb) => eb.or([eb("devices.jkt", "=", machine), eb("devices.bound_set_id", "=", machine)]))
    .execute();
  return ofMachines(found);
}

const ofMachines = (found: readonly { readonly jkt: string; readonly user_id: string }[]): readonly Condition[] =>
  found.length === 0
    ? [sql<boolean>`1 = 0`]
    : [
        sql<boolean>`(user_id in (${sql.join([...new Set(found.map(({ user_id }) => user_id))])})
          and device_jkt in (${sql.join(found.map(({ jkt }) => jkt))}))`,
      ];

/** The id of a login as it was copied: alone, or in the link to approve it. */
export const idInText = (typed: string): string | undefined => /(?:^|\/)(rq_[A-Za-z0-9_-]{22})$/.exec(typed)?.[1];

async function typedWays(db: Db, typed: string): Promise<readonly Condition[]> {
  const id = idInText(typed);
  if (id !== undefined) return [sql<boolean>`id = ${id}`];
  const people = await db
    .selectFrom(foundBy(db, "person", typed))
    .select("found.id")
    .limit(MOST_NAMED)
    .execute();
  const machines = await db
    .selectFrom(foundBy(db, "machine", typed))
    .innerJoin("devices", "devices.jkt", "found.id")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .select(["devices.jkt", "bound_sets.user_id"])
    .limit(MOST_NAMED)
    .execute();
  const clients = await db
    .selectFrom("clients")
    .select("id")
    .where((eb) => eb.or([eb("id", "=", typed), holdsTyped("name", typed)]))
    .orderBy("id")
    .limit(MOST_NAMED)
    .execute();
  return [
    ...(people.length === 0 ? [] : [sql<boolean>`user_id in (${sql.join(people.map((found) => found.id))})`]),
    ...(machines.length === 0 ? [] : ofMachines(machines)),
    ...clientWays([typed, ...clients.map((found) => found.id)]), // those of the configuration file are in no table
    ...(isIP(typed) === 0 ? [] : [fromAddress(typed)]),
  ];
}

/** The newest logins that were requested from that address. The log is indexed by it. */
const fromAddress = (address: string): Condition => sql<boolean>`id in (
  select subject from (
    select subject, seq from events where address = ${address} and kind = 'login_requested' order by seq desc limit ${MOST_FOUND}
  ) as requested)`;

/** Selects the logins along each way, at most so many of each. */
const along = ({ ways, areApart, conditions }: Sought, end: RawBuilder<unknown>) =>
  sql.join(
    ways.map(
      (way) => sql`select id, created_at from (
        select id, created_at from logins where ${sql.join([way, ...conditions], sql` and `)} ${end}) as one_way`,
    ),
    areApart ? sql` union all ` : sql` union `,
  );

interface Selected {
  readonly id: string;
  readonly state: LoginState["state"];
  readonly bound_set_id: string;
  readonly device_jkt: string;
  readonly facts: string;
  readonly data: string;
  readonly created_at: number;
  readonly decided_at: number | null;
  readonly expires_at: number;
  readonly user_id: string;
  readonly person: string | null;
  readonly hostname: string | null;
  readonly opened_elsewhere: number;
}

async function pageOfLogins(
  db: Db,
  sought: Sought,
  { order, after, limit = DEFAULT_LIMIT }: Pick<LoginsQuery, "order" | "after" | "limit">,
  now: number,
): Promise<Omit<ListAnswer<LoginRow>, "total">> {
  const of = { sort: "created_at", order, value: "integer", id: "text" } as const;
  const last = after === undefined ? undefined : readCursor(after, of);
  const way = sql.raw(order);
  const beyond =
    last === undefined
      ? []
      : [sql<boolean>`(created_at, id) ${order === "asc" ? sql`>` : sql`<`} (${last.value}, ${last.id})`];
  const end = sql`order by created_at ${way}, id ${way} limit ${limit + 1}`;
  const { rows } = await sql<Selected>`
    select logins.id, logins.state, logins.bound_set_id, logins.device_jkt, logins.facts, logins.data, logins.created_at,
      logins.decided_at, logins.expires_at, logins.user_id, users.name as person, devices.hostname,
      (select count(*) from events where events.subject = logins.id and events.kind = 'login_reported') as opened_elsewhere
    from (select id from (${along({ ...sought, conditions: [...sought.conditions, ...beyond] }, end)}) as found ${end}) as page
    join logins on logins.id = page.id
    left join users on users.id = logins.user_id
    left join devices on devices.jkt = logins.device_jkt
    order by logins.created_at ${way}, logins.id ${way}`.execute(db);
  const shown = rows.slice(0, limit);
  const place = rows.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map((row) => rowShown(row, now)),
    next: place === undefined ? null : writeCursor(of, { value: Number(place.created_at), id: place.id }),
  };
}

async function countLogins(db: Db, sought: Sought): Promise<number | null> {
  const most = sql`limit ${MOST_COUNTED + 1}`;
  const found = sql`select id from (${along(sought, most)}) as found ${most}`;
  const { rows } = await sql<{ count: number }>`select count(*) as count from (${found}) as counted`.execute(db);
  const count = Number(rows[0]?.count);
  return count > MOST_COUNTED ? null : count;
}

const endSchema = v.object({ alert: v.optional(v.boolean()), reason: v.optional(v.string()) });

/** A test by `nearside doctor` ends itself, and is no login that somebody cancelled. What a person typed is no reason of ours. */
const isTest = (state: LoginState["state"], reason: string | undefined): boolean =>
  state === "withdrawn" && reason === ("tested" satisfies WithdrawalReason);

function rowShown(row: Selected, now: number): LoginRow {
  const { client, seen } = readFacts(row.facts);
  const { alert, reason } = v.parse(endSchema, JSON.parse(row.data));
  const elsewhere = Number(row.opened_elsewhere) > 0;
  return {
    id: row.id,
    person: { id: row.user_id, name: row.person ?? row.user_id },
    client,
    machine: { id: row.bound_set_id, device: row.device_jkt, hostname: row.hostname ?? "" },
    outcome: isOpenState(row.state) && row.expires_at <= now ? "expired" : OUTCOMES[row.state],
    alarm: row.state === "denied" && alert === true ? "denied_as_foreign" : elsewhere ? "opened_elsewhere" : null,
    reason: row.state === "refused" || isTest(row.state, reason) ? (reason ?? null) : null,
    address: seen.address,
    created_at: row.created_at,
    decided_at: row.decided_at,
  };
}
