import { wantedSchema } from "@nearside/shared/api/login-requests.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { decidingRuleSchema } from "@nearside/shared/rules/asking.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { withdrawalReasonSchema } from "@nearside/shared/statements/withdrawal.ts";
import { type Selectable, sql } from "kysely";
import * as v from "valibot";
import { isAmong } from "../../platform/lists/search.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import type { LoginsTable } from "../../platform/store/tables/login-tables.ts";
import { among } from "./among-states.ts";
import { isOpenByIndex } from "./index-conditions.ts";
import {
  type Approval,
  type ApprovalOfSeveral,
  approvalSchema,
  type Login,
  type LoginState,
  lastApprovedAt,
  meetingSchema,
  notCountingSchema,
  touchedAt,
} from "./login.ts";
import { packProof, type Redemption, unpackProof } from "./login-proof.ts";
import { APPROVED_LOGIN_STATES, OPEN_LOGIN_STATES, UNDECIDED_LOGIN_STATES } from "./transitions.ts";

// The contract: `moveLogin` is one conditional write, and so is `settleLogin`. It takes effect only for the version that the next state was
// computed from; of several movers at once exactly one gets true, on every database.
//
// While a login is under way, its row has its texts as they came. A redemption packs them as its proof, which is never written again.

const dataSchema = v.strictObject({
  meeting: v.optional(meetingSchema),
  decision: v.optional(v.nullable(v.string())),
  wanted: v.optional(v.nullable(wantedSchema)),
  approval: v.optional(approvalSchema),
  alert: v.optional(v.boolean()),
  reason: v.optional(v.string()),
  by: v.optional(v.strictObject({ id: v.string(), name: v.string() })),
  rules: v.optional(v.array(decidingRuleSchema)),
  newcomers: v.optional(v.array(notCountingSchema)),
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

/** Reads the column `data`. */
export const readData = (data: string): v.InferOutput<typeof dataSchema> => v.parse(dataSchema, JSON.parse(data));

/** Writes the column `data`: the members that belong to the state, and at an end those that were there before it. */
function dataOf(next: LoginState, login: Login): string {
  const { state, ...data } = next;
  const isEnd = state === "denied" || state === "refused" || state === "expired" || state === "withdrawn";
  if (!isEnd) return JSON.stringify(data);
  const before = "meeting" in login ? keptAtEnd(login) : "before" in login ? login.before : undefined;
  return JSON.stringify({ ...data, before });
}

const keptAtEnd = (login: Login & { state: "met" | "waiting" | "approved" | "redeemed" }) =>
  login.state === "met"
    ? { state: login.state, meeting: login.meeting, decision: login.decision }
    : { state: login.state, meeting: login.meeting, approval: login.approval };

/** The parts of a row that hold the texts of a login: in their columns, or packed as its proof. */
type Written = Pick<Selectable<LoginsTable>, "state" | "data" | "device_statement" | "request" | "proof">;

function textsOf(row: Written): Pick<Login, "deviceStatement" | "request"> & LoginState {
  if (row.proof === null) return { deviceStatement: row.device_statement, request: row.request, ...stateOf(row) };
  const { device_statement: deviceStatement, request, meeting, approval } = unpackProof(row.proof);
  return { deviceStatement, request, state: "redeemed", meeting, approval };
}

function stateOf(row: Written): LoginState {
  const data = readData(row.data);
  const { meeting, approval } = data;
  const whole = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error(`a login in state ${row.state} lacks what belongs to it`);
    return value;
  };
  switch (row.state) {
    case "pending":
      return { state: "pending" };
    case "expired":
      return { state: "expired", ...(data.before !== undefined && { before: data.before }) };
    case "met":
      return { state: "met", meeting: whole(meeting), decision: data.decision ?? null, wanted: data.wanted ?? null };
    case "waiting":
      return { state: "waiting", meeting: whole(meeting), approval: ofSeveral(whole(approval)) };
    case "approved":
    case "redeemed":
      return { state: row.state, meeting: whole(meeting), approval: whole(approval) };
    case "denied":
      return {
        state: "denied",
        alert: whole(data.alert),
        ...(data.reason !== undefined && { reason: data.reason }),
        ...(data.by !== undefined && { by: data.by }),
        ...(data.before !== undefined && { before: data.before }),
      };
    case "refused":
      return {
        state: "refused",
        reason: whole(data.reason),
        rules: data.rules ?? [],
        ...(data.newcomers !== undefined && { newcomers: data.newcomers }),
        ...(data.before !== undefined && { before: data.before }),
      };
    case "withdrawn":
      return {
        state: "withdrawn",
        reason: v.parse(withdrawalReasonSchema, data.reason),
        ...(data.before !== undefined && { before: data.before }),
      };
  }
}

function ofSeveral(approval: Approval): ApprovalOfSeveral {
  const { second } = approval;
  if (second === undefined) throw new Error("a login that waits for other people asks nobody");
  return { ...approval, second };
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
    facts: row.facts,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    waitedUntil: row.waited_until,
    terminal: row.terminal,
    version: row.version,
    ...textsOf(row),
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
  if (row.proof !== null) return unpackProof(row.proof).approval.rests_on?.request;
  const data = readData(row.data);
  const { approval, decision: signed } = data.before ?? data;
  if (approval !== undefined) return approval.rests_on?.request;
  return signed === undefined || signed === null ? undefined : (await decision.read(signed)).claims.rests_on?.request;
}

/** @param hash SHA-256 of the device code, base64url */
export async function findLoginByDeviceCode(db: Db | Trx, hash: string): Promise<Login | undefined> {
  const [row] = await byDeviceCode(db, { hash });
  return row && loginOf(row);
}

/** Finds those that have expired and that no request has moved since, the oldest first. */
export async function findOverdueLogins(db: Db, now: number, limit: number): Promise<readonly Login[]> {
  const rows = await db
    .selectFrom("logins")
    .selectAll()
    .where("expires_at", "<=", now)
    .where(isOpenByIndex)
    .orderBy("expires_at")
    .limit(limit)
    .execute();
  return rows.map(loginOf);
}

export type ApprovedLogin = Login & { readonly state: "approved" | "redeemed" };

/** An approval, as far as its columns have it. */
interface FoundApproval {
  /** The login that was approved. */
  readonly id: string;
  /** The login whose passkey was touched: the same one, or that on whose approval it rests. */
  readonly touched: string;
  /** Epoch seconds. */
  readonly touchedAt: number;
}

/** Tells in which of the machine's terminal sessions a program asked. */
export interface InTerminal {
  readonly deviceJkt: string;
  readonly clientId: string;
  /** The same as in {@link Login}. */
  readonly terminal: string | null;
}

/** The most approvals of one terminal session that are looked at. */
const MOST_APPROVALS = 20;

const approvedIn = fixedQuery<{ device: string; client: string; terminal: string; since: number }>()((db, value) =>
  db
    .selectFrom("logins")
    .select(["id", "rests_on", "touched_at"])
    .where("device_jkt", "=", value("device"))
    .where("client_id", "=", value("client"))
    .where("terminal", "=", value("terminal"))
    .where("state", "in", among(APPROVED_LOGIN_STATES))
    .where("expires_at", ">", value("since"))
    .orderBy("expires_at", "desc")
    .limit(sql.lit(MOST_APPROVALS)),
);

/**
 * Finds the newest approvals of a program in a terminal session whose logins ended after `since`, in epoch milliseconds, the newest
 * first. The list is empty if the machine reports no session.
 */
export async function findApprovals(
  db: Db | Trx,
  { deviceJkt: device, clientId: client, terminal }: InTerminal,
  since: number,
): Promise<readonly FoundApproval[]> {
  if (terminal === null) return [];
  const rows = await approvedIn(db, { device, client, terminal, since });
  return rows.map(({ id, rests_on, touched_at }) => {
    if (touched_at === null) throw new Error("an approved login lacks the time of its touch");
    return { id, touched: rests_on ?? id, touchedAt: touched_at };
  });
}

/** Selects logins by a column that is indexed. */
export interface WhoseLogins {
  readonly column: "bound_set_id" | "user_id";
  readonly value: string;
}

/**
 * Finds those that can still become a token, even if they have expired, by their id, since every caller locks them in that
 * order. They are locked by a query of their own: a row for which PostgreSQL had to wait is judged again by the conditions of the
 * query, and its indexes would judge the row as it was.
 */
export async function findOpenLogins(trx: Trx, whose: WhoseLogins | "everybody's"): Promise<readonly Login[]> {
  const open = trx.selectFrom("logins").select("id").where(isOpenByIndex);
  const found = await (whose === "everybody's" ? open : open.where(whose.column, "=", whose.value)).execute();
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  const rows = await trx
    .selectFrom("logins")
    .selectAll()
    .where(isAmong(trx, "id", ids))
    .where("state", "in", among(OPEN_LOGIN_STATES))
    .orderBy("id")
    .forNoKeyUpdate() // a step that was under way has ended by then, and the next one waits
    .execute();
  return rows.map(loginOf);
}

const countOpen = fixedQuery<{ user: string; device: string; now: number }>()((db, value) =>
  db
    .selectFrom("logins")
    .select(({ fn }) => [
      fn.countAll<number>().as("open"),
      fn.min("expires_at").as("first_ends"),
      fn.countAll<number>().filterWhere("device_jkt", "=", value("device")).as("of_device"),
      fn.min("expires_at").filterWhere("device_jkt", "=", value("device")).as("first_of_device_ends"),
    ])
    .where("user_id", "=", value("user"))
    .where("state", "in", among(UNDECIDED_LOGIN_STATES))
    .where("expires_at", ">", value("now")),
);

interface OpenLogins {
  readonly open: number;
  /** Epoch milliseconds. */
  readonly firstEnds: number;
}

/** The logins that wait to be met or decided. */
export interface CountedLogins {
  readonly ofUser: OpenLogins;
  readonly ofDevice: OpenLogins;
}

/** Counts the logins of a person, and of one machine of theirs, that wait to be met or decided, and tells when the first of them ends. */
export async function countOpenLogins(
  db: Db | Trx,
  { userId: user, deviceJkt: device }: { readonly userId: string; readonly deviceJkt: string },
  now: number,
): Promise<CountedLogins> {
  const [row] = await countOpen(db, { user, device, now });
  return {
    ofUser: { open: Number(row?.open), firstEnds: row?.first_ends ?? now },
    ofDevice: { open: Number(row?.of_device), firstEnds: row?.first_of_device_ends ?? now },
  };
}

const insert = fixedQuery<
  Omit<
    Selectable<LoginsTable>,
    | "state"
    | "data"
    | "decided_at"
    | "version"
    | "standing_ended_at"
    | "touched_at"
    | "rests_on"
    | "proof"
    | "facts_erased_at"
  >
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
    terminal: value("terminal"),
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
    terminal: login.terminal,
  });
}

const move = fixedQuery<{
  id: string;
  state: LoginState["state"];
  data: string;
  version: number;
  next: number;
  decided_at: number | null;
  expires_at: number;
  touched_at: number | null;
  rests_on: string | null;
}>()((db, value) =>
  db
    .updateTable("logins")
    .set({
      state: value("state"),
      data: value("data"),
      version: value("next"),
      decided_at: value("decided_at"),
      expires_at: value("expires_at"),
      touched_at: value("touched_at"),
      rests_on: value("rests_on"),
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
  const isDecided = next.state !== "pending" && next.state !== "met" && next.state !== "waiting";
  const { id, version } = login;
  const decided_at = isDecided ? now : null;
  const expires_at = expiresAfter(next) ?? login.expiresAt;
  const approval = "approval" in next ? next.approval : undefined;
  const touch = {
    touched_at: approval === undefined ? null : touchedAt(approval),
    rests_on: approval?.rests_on?.request ?? null,
  };
  const at = { decided_at, expires_at, ...touch };
  const change = { id, state: next.state, data: dataOf(next, login), version, next: version + 1, ...at };
  return (await move(trx, change)).length > 0;
}

/**
 * Where other people approve, the request's own time is for the first approval. They have that of the rule, and after the last of them
 * there is as much for the token as there was for the first (protocol §11).
 *
 * @returns epoch milliseconds; undefined for a state whose time is that of the request
 */
function expiresAfter(next: LoginState): number | undefined {
  if (next.state === "waiting") return next.approval.second.until * 1000;
  if (next.state !== "approved" || next.approval.second === undefined) return undefined;
  return (lastApprovedAt(next.approval) + REQUEST_SECONDS) * 1000;
}

const settle = fixedQuery<{
  id: string;
  data: string;
  proof: Uint8Array;
  version: number;
  next: number;
  decided_at: number;
}>()((db, value) =>
  db
    .updateTable("logins")
    .set({
      state: "redeemed",
      data: value("data"),
      device_statement: "",
      request: "",
      proof: value("proof"),
      version: value("next"),
      decided_at: value("decided_at"),
    })
    .where("id", "=", value("id"))
    .where("version", "=", value("version"))
    .returning("id"),
);

/**
 * Moves the login to `redeemed`, if it is still as it was read, and packs all that proves it.
 *
 * @returns false if another request was first
 */
export async function settleLogin(
  trx: Trx,
  { id, version, ...login }: Login,
  { meeting, approval }: LoginState & { readonly state: "redeemed" },
  redemption: Redemption,
  now: number,
): Promise<boolean> {
  const { deviceStatement: device_statement, request } = login;
  const proof = packProof({ device_statement, request, meeting, approval, ...redemption });
  const data = JSON.stringify({ second_touch: approval.security_key?.id });
  const change = { id, data, proof, version, next: version + 1, decided_at: now };
  return (await settle(trx, change)).length > 0;
}
