import { refuse } from "@nearside/shared/chain/refusal.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { searchedText } from "../../platform/lists/search.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { Party } from "../machines/party.ts";
import { browserAlone, extensionVersion } from "../machines/program-versions.ts";
import { insertPasskey } from "../passkeys/insert-passkey.ts";
import { markEnrolled } from "../people/people-index.ts";
import type { EnrolmentIn, EnrolmentMeeting } from "./enrolment.ts";

// A key is in at most one bound set: its thumbprint, or credential id, is the primary key of its table. A transaction that loses
// the race for a key is refused and rolled back.

/**
 * The names that machine and extension give themselves are stored for display: made visible, which also makes them text that a
 * database takes (threat B7). The enrolment has the original text. UTF-16 units.
 */
const MAX_SHOWN = 255;

/** A request lists at most this many extensions (protocol §4.1); those that wait for an administrator are counted too. */
const MOST_EXTENSIONS = 64;

export async function makeBoundSet(
  trx: Trx,
  id: string,
  enrolment: EnrolmentIn<"passkey">,
  state: "pending" | "active",
  now: number,
): Promise<void> {
  const { meeting, passkey, machine } = enrolment;
  await trx
    .insertInto("bound_sets")
    .values({ id, user_id: enrolment.userId, state, created_at: now, confirmed_at: state === "active" ? now : null })
    .execute();
  const hostname = neutralise(machine.hostname, MAX_SHOWN);
  const device = await trx
    .insertInto("devices")
    .values({
      jkt: enrolment.deviceJkt,
      bound_set_id: id,
      jwk: enrolment.deviceJwk,
      key_storage: machine.keyStorage,
      hostname,
      os: neutralise(machine.os, MAX_SHOWN),
      state,
      created_at: now,
      last_seen_at: now,
    })
    .onConflict((conflict) => conflict.column("jkt").doNothing())
    .returning("jkt")
    .executeTakeFirst();
  if (device === undefined) refuse("key_already_bound", "device_key");
  await trx
    .insertInto("searched_machines")
    .values({ id: device.jkt, text: searchedText(hostname) })
    .execute();
  await insertExtension(trx, id, meeting, state, now);
  await insertPasskey(trx, passkey, { boundSetId: id, userHandle: meeting.user_handle, state, label: null }, now);
  if (state === "active") await markEnrolled(trx, enrolment.userId, now);
}

export async function addBrowser(trx: Trx, party: Party, meeting: EnrolmentMeeting, now: number): Promise<void> {
  if (party.extensions.filter(({ state }) => state !== "revoked").length >= MOST_EXTENSIONS)
    refuse("key_already_bound", "extensions");
  await insertExtension(trx, party.id, meeting, "pending", now);
}

async function insertExtension(
  trx: Trx,
  boundSetId: string,
  meeting: EnrolmentMeeting,
  state: "pending" | "active",
  now: number,
): Promise<void> {
  const inserted = await trx
    .insertInto("extensions")
    .values({
      jkt: meeting.extension_jkt,
      bound_set_id: boundSetId,
      jwk: meeting.extension_jwk,
      browser: neutralise(browserAlone(meeting.browser), MAX_SHOWN),
      version: extensionVersion(meeting.browser),
      state,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column("jkt").doNothing())
    .returning("jkt")
    .executeTakeFirst();
  if (inserted === undefined) refuse("key_already_bound", "extension_key");
}

/**
 * `pending → active` for everything that the enrolment brings: a bound set with each key in it, or one further extension.
 *
 * @returns false if it is no longer pending
 */
export async function bringIntoForce(trx: Trx, enrolment: EnrolmentIn<"pending">, now: number): Promise<boolean> {
  const { kind, boundSetId, meeting } = enrolment;
  return kind === "machine"
    ? activateBoundSet(trx, boundSetId, now)
    : setExtension(trx, meeting.extension_jkt, "active");
}

/**
 * Holds the bound set and all keys that the enrolment brings for this transaction alone. It comes before the enrolment itself, in
 * the order in which a revocation takes the same locks.
 */
export async function holdNewKeys(trx: Trx, { kind, boundSetId, meeting }: EnrolmentIn<"pending">): Promise<void> {
  if (kind === "machine")
    await trx.selectFrom("bound_sets").select("id").where("id", "=", boundSetId).forNoKeyUpdate().execute();
  else
    await trx
      .selectFrom("extensions")
      .select("jkt")
      .where("jkt", "=", meeting.extension_jkt)
      .forNoKeyUpdate()
      .execute();
}

/** Revokes the keys of an enrolment that was refused before it was active: they can never be enrolled again. */
export async function revokeNewKeys(trx: Trx, enrolment: EnrolmentIn<"pending">): Promise<void> {
  const { kind, boundSetId, meeting } = enrolment;
  if (kind === "machine") await revokePendingBoundSet(trx, boundSetId);
  else await setExtension(trx, meeting.extension_jkt, "revoked");
}

async function setExtension(trx: Trx, jkt: string, state: "active" | "revoked"): Promise<boolean> {
  const set = await trx
    .updateTable("extensions")
    .set({ state })
    .where("jkt", "=", jkt)
    .where("state", "=", "pending")
    .returning("jkt")
    .executeTakeFirst();
  return set !== undefined;
}

async function activateBoundSet(trx: Trx, id: string, now: number): Promise<boolean> {
  const activated = await trx
    .updateTable("bound_sets")
    .set({ state: "active", confirmed_at: now })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .returning("user_id")
    .executeTakeFirst();
  if (activated === undefined) return false;
  await setKeys(trx, id, "active");
  await markEnrolled(trx, activated.user_id, now);
  return true;
}

async function revokePendingBoundSet(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable("bound_sets")
    .set({ state: "revoked" })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .execute();
  await setKeys(trx, id, "revoked");
}

async function setKeys(trx: Trx, id: string, state: "active" | "revoked"): Promise<void> {
  for (const table of ["devices", "extensions", "passkeys"] as const) {
    await trx.updateTable(table).set({ state }).where("bound_set_id", "=", id).where("state", "=", "pending").execute();
  }
}
