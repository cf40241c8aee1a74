import { enrolmentEndSchema } from "@nearside/shared/api/enrolment-end.ts";
import { enrolmentIdSchema } from "@nearside/shared/ids.ts";
import { keyAttestationSchema } from "@nearside/shared/key-attestation/attested-key.ts";
import * as v from "valibot";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { EnrolmentsTable } from "../../platform/store/tables/enrolment-tables.ts";
import { enrolledPasskeySchema } from "../passkeys/insert-passkey.ts";
import {
  confirmationSchema,
  type Enrolment,
  type EnrolmentIn,
  type EnrolmentState,
  enrolmentMeetingSchema,
  proofsSchema,
} from "./enrolment.ts";
import { isOpen, OPEN_ENROLMENT_STATES, UNENDED_ENROLMENT_STATES } from "./transitions.ts";

// The contract: `moveEnrolment` is one conditional write, as `moveLogin` is.

const machineSchema = v.strictObject({
  keyStorage: v.string(),
  hostname: v.string(),
  os: v.string(),
  account: v.string(),
});
const withPasskey = { meeting: enrolmentMeetingSchema, passkey: enrolledPasskeySchema, proofs: proofsSchema };
const bound = { ...withPasskey, boundSetId: v.string(), provedAt: v.number() };
const stateSchema: v.GenericSchema<unknown, EnrolmentState> = v.variant("state", [
  v.strictObject({ state: v.literal("waiting") }),
  v.strictObject({ state: v.literal("met"), meeting: enrolmentMeetingSchema }),
  v.strictObject({ state: v.literal("passkey"), ...withPasskey }),
  v.strictObject({ state: v.literal("pending"), ...bound, wrongWords: v.number() }),
  v.strictObject({ state: v.literal("active"), ...bound, receipt: v.string(), confirmation: confirmationSchema }),
  v.strictObject({
    state: v.literal("refused"),
    reason: enrolmentEndSchema.entries.reason,
    note: v.exactOptional(v.string()),
    browserSession: v.exactOptional(v.string()),
  }),
  v.strictObject({ state: v.literal("expired") }),
]);
/**
 * The column `data`: the machine as it named itself, how its key was proved to be in a TPM, the statement that took a ticket's place,
 * and the members of the state.
 */
const dataSchema = v.strictObject({
  machine: machineSchema,
  browser_statement: v.nullable(v.string()),
  key_attestation: v.nullable(keyAttestationSchema),
  now: stateSchema,
  /** The state before it was refused or expired: evidence of the attempt (protocol §7). */
  before: v.optional(stateSchema),
});

export function enrolmentOf(row: EnrolmentsTable): Enrolment {
  const data = v.parse(dataSchema, JSON.parse(row.data));
  return {
    id: row.id,
    kind: row.kind,
    ticketHash: row.ticket_hash,
    userId: row.user_id,
    deviceJkt: row.device_jkt,
    deviceJwk: row.device_jwk,
    machine: data.machine,
    keyAttestation: data.key_attestation,
    request: row.request,
    address: row.address,
    browserStatement: data.browser_statement,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    version: row.version,
    ...data.now,
  };
}

/** @param id any text, as it is in an address */
export async function findEnrolment(db: Db | Trx, id: string): Promise<Enrolment | undefined> {
  if (!v.is(enrolmentIdSchema, id)) return undefined; // no text of a stranger reaches the database
  const row = await db.selectFrom("enrolments").selectAll().where("id", "=", id).executeTakeFirst();
  return row && enrolmentOf(row);
}

/** Finds the enrolment, and holds it for this transaction alone. */
export async function holdEnrolment(trx: Trx, id: string): Promise<Enrolment | undefined> {
  await trx.selectFrom("enrolments").select("id").where("id", "=", id).forNoKeyUpdate().execute();
  return findEnrolment(trx, id);
}

/** Finds those of a bound set that wait for an administrator. */
export async function findPendingOf(trx: Trx, boundSetId: string): Promise<readonly { readonly id: string }[]> {
  const ofSet = trx.selectFrom("enrolments").select("id").where("bound_set_id", "=", boundSetId);
  return ofSet.where("state", "=", "pending").orderBy("id").forNoKeyUpdate().execute();
}

/** Finds those that brought the keys of a bound set in: its machine's enrolment, and that of each further browser. */
export async function findActiveEnrolments(
  db: Db | Trx,
  boundSetId: string,
): Promise<readonly EnrolmentIn<"active">[]> {
  const rows = await db
    .selectFrom("enrolments")
    .selectAll()
    .where("bound_set_id", "=", boundSetId)
    .where("state", "=", "active")
    .orderBy("created_at")
    .execute();
  return rows.map(enrolmentOf).filter((enrolment) => enrolment.state === "active");
}

/** Finds those that have expired and that no request has moved since, the oldest first. */
export async function findOverdueEnrolments(db: Db, now: number, limit: number): Promise<readonly Enrolment[]> {
  const rows = await db
    .selectFrom("enrolments")
    .selectAll()
    .where("expires_at", "<=", now)
    .where("state", "in", OPEN_ENROLMENT_STATES)
    .orderBy("expires_at")
    .limit(limit)
    .execute();
  return rows.map(enrolmentOf);
}

/**
 * Finds those that the same ticket began and that have not ended, of one machine or of all. No other transaction
 * moves them until this one ends.
 */
export async function findOpenByTicket(trx: Trx, ticketHash: string, jkt?: string): Promise<readonly Enrolment[]> {
  const open = trx
    .selectFrom("enrolments")
    .selectAll()
    .where("ticket_hash", "=", ticketHash)
    .where("state", "in", OPEN_ENROLMENT_STATES)
    .orderBy("id")
    .forNoKeyUpdate();
  const rows = await (jkt === undefined ? open : open.where("device_jkt", "=", jkt)).execute();
  return rows.map(enrolmentOf);
}

/** Finds all that have not ended, with those that wait for their words. No other transaction moves them until this one ends. */
export async function findUnended(trx: Trx): Promise<readonly Enrolment[]> {
  const rows = await trx
    .selectFrom("enrolments")
    .selectAll()
    .where("state", "in", UNENDED_ENROLMENT_STATES)
    .orderBy("id")
    .forNoKeyUpdate()
    .execute();
  return rows.map(enrolmentOf);
}

/** Finds all that wait for an administrator; it reads them without a lock. */
export async function findAllPending(trx: Trx): Promise<readonly EnrolmentIn<"pending">[]> {
  const rows = await trx.selectFrom("enrolments").selectAll().where("state", "=", "pending").execute();
  return rows.map(enrolmentOf).filter((enrolment) => enrolment.state === "pending");
}

/** Finds those by one of these tickets that can still get proofs, the latest first. @param now epoch milliseconds */
export async function findUnderWay(
  db: Db | Trx,
  tickets: readonly string[],
  now: number,
): Promise<readonly EnrolmentIn<"waiting" | "met" | "passkey">[]> {
  if (tickets.length === 0) return [];
  const rows = await db
    .selectFrom("enrolments")
    .selectAll()
    .where("ticket_hash", "in", tickets)
    .where("state", "in", OPEN_ENROLMENT_STATES)
    .where("expires_at", ">", now)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(enrolmentOf).filter(isOpen);
}

/** Finds the latest enrolment that a ticket began; a new try is another enrolment. */
export async function findLastByTicket(db: Db | Trx, ticketHash: string): Promise<Enrolment | undefined> {
  const row = await db
    .selectFrom("enrolments")
    .selectAll()
    .where("ticket_hash", "=", ticketHash)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && enrolmentOf(row);
}

/** Finds all that a ticket began and that have not ended, those that wait for their words among them. */
export async function findStartedByTicket(trx: Trx, ticketHash: string): Promise<readonly Enrolment[]> {
  const rows = await trx
    .selectFrom("enrolments")
    .selectAll()
    .where("ticket_hash", "=", ticketHash)
    .where("state", "in", UNENDED_ENROLMENT_STATES)
    .orderBy("id")
    .execute();
  return rows.map(enrolmentOf);
}

export async function insertEnrolment(
  trx: Trx,
  enrolment: Omit<Enrolment, "version"> & { readonly state: "waiting" },
  loopback: unknown,
): Promise<void> {
  await trx
    .insertInto("enrolments")
    .values({
      id: enrolment.id,
      kind: enrolment.kind,
      ticket_hash: enrolment.ticketHash,
      user_id: enrolment.userId,
      bound_set_id: null,
      device_jkt: enrolment.deviceJkt,
      device_jwk: enrolment.deviceJwk,
      key_storage: enrolment.machine.keyStorage,
      request: enrolment.request,
      address: enrolment.address,
      loopback: JSON.stringify(loopback),
      state: enrolment.state,
      data: dataOf(enrolment, { state: "waiting" }),
      created_at: enrolment.createdAt,
      expires_at: enrolment.expiresAt,
      version: 0,
    })
    .execute();
}

function dataOf(from: Omit<Enrolment, "version">, now: EnrolmentState, before?: EnrolmentState): string {
  const data = {
    machine: from.machine,
    browser_statement: from.browserStatement,
    key_attestation: from.keyAttestation,
    now,
  };
  return JSON.stringify(before === undefined ? data : { ...data, before });
}

/** Returns the state alone of an enrolment: the fixed members have columns of their own. */
function stateOf(enrolment: Enrolment): EnrolmentState {
  const { id, kind, ticketHash, userId, deviceJkt, deviceJwk, machine, request, address, ...rest } = enrolment;
  const { keyAttestation, browserStatement, createdAt, expiresAt, version, ...state } = rest;
  return state;
}

/** @returns false if another request was first */
export async function moveEnrolment(trx: Trx, enrolment: Enrolment, next: EnrolmentState): Promise<boolean> {
  const isEnd = next.state === "refused" || next.state === "expired";
  const moved = await trx
    .updateTable("enrolments")
    .set({
      state: next.state,
      data: dataOf(enrolment, next, isEnd ? stateOf(enrolment) : undefined),
      version: enrolment.version + 1,
      ...("boundSetId" in next ? { bound_set_id: next.boundSetId } : {}),
    })
    .where("id", "=", enrolment.id)
    .where("version", "=", enrolment.version)
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
}
