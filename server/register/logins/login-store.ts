import { wantedSchema } from "@nearside/shared/api/login-requests.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { decidingRuleSchema } from "@nearside/shared/rules/asking.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { withdrawalReasonSchema } from "@nearside/shared/statements/withdrawal.ts";
import { type Selectable, sql } from "kysely";
import * as v from "valibot";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import type { LoginsTable } from "../../platform/store/tables/login-tables.ts";
import { approvalSchema, type Login, type LoginState, meetingSchema } from "./login.ts";
import { APPROVED_LOGIN_STATES, isApproved, OPEN_LOGIN_STATES, UNDECIDED_LOGIN_STATES } from "./transitions.ts";

// The contract: `moveLogin` is one conditional write. It takes effect only for the version that the next state was computed
// from; of several movers at once exactly one gets true, on every database.

const dataSchema = v.strictObject({
  meeting: v.optional(meetingSchema),
  decision: v.optional(v.nullable(v.string())),
  wanted: v.optional(v.nullable(wantedSchema)),
  approval: v.optional(approvalSchema),
  alert: v.optional(v.boolean()),
  reason: v.optional(v.string()),
  rules: v.optional(v.array(decidingRuleSchema)),
  /** Its state before it was denied, refused, withdrawn or expired: evidence of what was met and approved (protocol §7). */
  before: v.optional(
    v.looseObject({
      state: v.string(),
      meeting: v.optional(meetingSchema),
      decision: v.optional(v.nullable(v.string())),
      approval: v.optional(approvalSchema),
    }),
  ),
});

/** Writes the column `data`: the members that belong to the state, and at an end those that were there before it. */
function dataOf(next: LoginState, login: Login): string {
  const { state, ...data } = next;
  const isEnd = state === "denied" || state === "refused" || state === "expired" || state === "withdrawn";
  if (!isEnd) return JSON.stringify(data);
  const before = "meeting" in login ? metPartOf(login) : login.state === "withdrawn" ? login.before : undefined;
  return JSON.stringify({ ...data, before });
}

const metPartOf = (login: Login & { state: "met" | "approved" | "redeemed" }) =>
  login.state === "met"
    ? { state: login.state, meeting: login.meeting, decision: login.decision }
    : { state: login.state, meeting: login.meeting, approval: login.approval };

function stateOf(row: Pick<LoginsTable, "state" | "data">): LoginState {
  const data = v.parse(dataSchema, JSON.parse(row.data));
  const { meeting, approval } = data;
  const whole = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error(`a login in state ${row.state} lacks what belongs to it`);
    return value;
  };
  switch (row.state) {
    case "pending":
    case "expired":
      return { state: row.state };
    case "met":
      return { state: "met", meeting: whole(meeting), decision: data.decision ?? null, wanted: data.wanted ?? null };
    case "approved":
    case "redeemed":
      return { state: row.state, meeting: whole(meeting), approval: whole(approval) };
    case "denied":
      return { state: "denied", alert: whole(data.alert) };
    case "refused":
      return { state: "refused", reason: whole(data.reason), rules: data.rules ?? [] };
    case "withdrawn":
      return {
        state: "withdrawn",
        reason: v.parse(withdrawalReasonSchema, data.reason),
        ...(data.before !== undefined && { before: data.before }),
      };
  }
}

function loginOf(row: Selectable<LoginsTable>): Login {
  if (row.user_id === null) throw new Error("a login lacks its user");
  return {
    id: row.id,
    clientId: row.client_id,
    deviceJkt: row.device_jkt,
    sessionJkt: row.session_jkt,
    boundSetId: row.bound_set_id,
    userId: row.user_id,
    deviceStatement: row.device_statement,
    request: row.request,
    facts: row.facts,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    waitedUntil: row.waited_until,
    version: row.version,
    ...stateOf(row),
  };
}

const byId = fixedQuery<{ id: string }>()((db, value) =>
  db.selectFrom("logins").selectAll().where("id", "=", value("id")),
);
const byDeviceCode = fixedQuery<{ hash: string }>()((db, value) =>
  db.selectFrom("logins").selectAll().where("device_code_hash", "=", value("hash")),
);

/** @param id any text, as it is in an address */
export async function findLogin(db: Db | Trx, id: string): Promise<Login | undefined> {
  if (!v.is(requestIdSchema, id)) return undefined; // no text of a stranger reaches the database
  const [row] = await byId(db, { id });
  return row && loginOf(row);
}

/**
 * Finds the login on whose touch the decision of that login depends, or did until it was denied, refused or expired (protocol §4.5).
 *
 * @returns its id; undefined if the decision depends on its own touch
 */
export async function findRestedOn(db: Db | Trx, id: string): Promise<string | undefined> {
  const [row] = await byId(db, { id });
  if (row === undefined) return undefined;
  const data = v.parse(dataSchema, JSON.parse(row.data));
  const { approval, decision: signed } = data.before ?? data;
  if (approval !== undefined) return approval.rests_on?.request;
  return signed === undefined || signed === null ? undefined : (await decision.read(signed)).claims.rests_on?.request;
}

/** @param hash SHA-256 of the device code, base64url */
export async function findLoginByDeviceCode(db: Db | Trx, hash: string): Promise<Login | undefined> {
  const [row] = await byDeviceCode(db, { hash });
  return row && loginOf(row);
}

/** Finds those whose time is over and that no request has moved since, the oldest first. */
export async function findOverdueLogins(db: Db, now: number, limit: number): Promise<readonly Login[]> {
  const rows = await db
    .selectFrom("logins")
    .selectAll()
    .where("expires_at", "<=", now)
    .where("state", "in", OPEN_LOGIN_STATES)
    .orderBy("expires_at")
    .limit(limit)
    .execute();
  return rows.map(loginOf);
}

export type ApprovedLogin = Login & { readonly state: "approved" | "redeemed" };

/** At most this many approvals are looked at, the newest first: mostly the first one matches. */
const MOST_APPROVALS = 20;
/**
 * The number of further, older ones that are searched for those of one terminal: a machine may work in many terminals at
 * once.
 */
const MOST_OLDER = 200;

const approvedOf = (db: Db, whose: { device: string; client: string; since: number }) =>
  db
    .selectFrom("logins")
    .selectAll()
    .where("device_jkt", "=", whose.device)
    .where("expires_at", ">", whose.since)
    .where("state", "in", APPROVED_LOGIN_STATES)
    .where("client_id", "=", whose.client)
    .orderBy("expires_at", "desc");

const newestApproved = fixedQuery<{ device: string; client: string; since: number }>()((db, value) =>
  approvedOf(db, { device: value("device"), client: value("client"), since: value("since") }).limit(MOST_APPROVALS),
);
const olderApproved = fixedQuery<{ device: string; client: string; since: number; terminal: string }>()((db, value) =>
  db
    .selectFrom(
      approvedOf(db, { device: value("device"), client: value("client"), since: value("since") })
        .offset(MOST_APPROVALS)
        .limit(MOST_OLDER)
        .as("older"),
    )
    .selectAll()
    .where(sql<boolean>`facts like ${value("terminal")} escape '!'`)
    .orderBy("expires_at", "desc")
    .limit(MOST_APPROVALS),
);

/** Makes a pattern for facts (see `writeFacts`). Within a text of the facts a quotation mark always has its backslash. */
const inTerminal = (tty: string): string => `%"tty":${JSON.stringify(tty).replace(/[!%_]/g, "!$&")}%`;

/**
 * Finds the logins of a machine for a program that a person approved and whose time ended after `since`, in epoch
 * milliseconds. The newest of all come first, and after them older ones of that terminal.
 */
export async function* findApprovedLogins(
  db: Db | Trx,
  whose: {
    readonly deviceJkt: string;
    readonly clientId: string;
    readonly tty: string | null;
    readonly since: number;
  },
): AsyncGenerator<ApprovedLogin> {
  const { deviceJkt: device, clientId: client, tty, since } = whose;
  const newest = await newestApproved(db, { device, client, since });
  yield* approvedIn(newest);
  if (tty === null || newest.length < MOST_APPROVALS) return;
  yield* approvedIn(await olderApproved(db, { device, client, since, terminal: inTerminal(tty) }));
}

/** Yields them one after the other: reading one costs more than finding it, and the first is mostly the right one. */
function* approvedIn(rows: readonly Selectable<LoginsTable>[]): Generator<ApprovedLogin> {
  for (const row of rows) {
    const login = loginOf(row);
    if (isApproved(login)) yield login;
  }
}

/** Selects logins by a column that is indexed. */
export interface WhoseLogins {
  readonly column: "bound_set_id" | "user_id";
  readonly value: string;
}

/**
 * Finds those that can still become a token, even if their time is over, by their id, since every caller locks them in that
 * order.
 */
export async function findOpenLogins(trx: Trx, whose: WhoseLogins | "everybody's"): Promise<readonly Login[]> {
  const all = trx.selectFrom("logins").selectAll().where("state", "in", OPEN_LOGIN_STATES);
  const rows = await (whose === "everybody's" ? all : all.where(whose.column, "=", whose.value))
    .orderBy("id")
    .forNoKeyUpdate() // a step that was under way has ended by then, and the next one waits
    .execute();
  return rows.map(loginOf);
}

const countOpen = (column: "device_jkt" | "user_id") =>
  fixedQuery<{ whose: string; now: number }>()((db, value) =>
    db
      .selectFrom("logins")
      .select(({ fn }) => [fn.countAll<number>().as("open"), fn.min("expires_at").as("firstEnds")])
      .where(column, "=", value("whose"))
      .where("state", "in", UNDECIDED_LOGIN_STATES)
      .where("expires_at", ">", value("now")),
  );
const COUNT_OPEN = { device_jkt: countOpen("device_jkt"), user_id: countOpen("user_id") };

/**
 * Counts the logins of a machine or of a user that wait to be met or decided, and tells when the first of them ends, in epoch
 * milliseconds.
 */
export async function countOpenLogins(
  db: Db | Trx,
  of: { readonly column: "device_jkt" | "user_id"; readonly value: string },
  now: number,
): Promise<{ readonly open: number; readonly firstEnds: number }> {
  const [row] = await COUNT_OPEN[of.column](db, { whose: of.value, now });
  return { open: Number(row?.open), firstEnds: row?.firstEnds ?? now };
}

const insert = fixedQuery<
  Omit<Selectable<LoginsTable>, "state" | "data" | "decided_at" | "version" | "standing_ended_at">
>()((db, value) =>
  db.insertInto("logins").values({
    id: value("id"),
    device_code_hash: value("device_code_hash"),
    state: "pending",
    client_id: value("client_id"),
    device_jkt: value("device_jkt"),
    session_jkt: value("session_jkt"),
    user_id: value("user_id"),
    bound_set_id: value("bound_set_id"),
    device_statement: value("device_statement"),
    request: value("request"),
    facts: value("facts"),
    data: "{}",
    created_at: value("created_at"),
    expires_at: value("expires_at"),
    waited_until: value("waited_until"),
    decided_at: null,
    version: 0,
  }),
);

export async function insertLogin(
  trx: Trx,
  login: Omit<Login, "version"> & { state: "pending" },
  deviceCodeHash: string,
): Promise<void> {
  await insert(trx, {
    id: login.id,
    device_code_hash: deviceCodeHash,
    client_id: login.clientId,
    device_jkt: login.deviceJkt,
    session_jkt: login.sessionJkt,
    user_id: login.userId,
    bound_set_id: login.boundSetId,
    device_statement: login.deviceStatement,
    request: login.request,
    facts: login.facts,
    created_at: login.createdAt,
    expires_at: login.expiresAt,
    waited_until: login.waitedUntil,
  });
}

const move = fixedQuery<{
  id: string;
  state: LoginState["state"];
  data: string;
  version: number;
  next: number;
  decided_at: number | null;
}>()((db, value) =>
  db
    .updateTable("logins")
    .set({
      state: value("state"),
      data: value("data"),
      version: value("next"),
      decided_at: value("decided_at"),
    })
    .where("id", "=", value("id"))
    .where("version", "=", value("version"))
    .returning("id"),
);

/**
 * Moves the login to the next state, if it is still as it was read.
 *
 * @returns false if another request was first
 */
export async function moveLogin(trx: Trx, login: Login, next: LoginState, now: number): Promise<boolean> {
  const isDecided = next.state !== "pending" && next.state !== "met";
  const { id, version } = login;
  const decided_at = isDecided ? now : null;
  const change = { id, state: next.state, data: dataOf(next, login), version, next: version + 1, decided_at };
  return (await move(trx, change)).length > 0;
}
