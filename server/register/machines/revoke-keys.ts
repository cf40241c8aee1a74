import type { Role } from "@nearside/shared/roles.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { DeviceState } from "../../platform/store/tables/machine-tables.ts";

// The contract: each function is a conditional write, so exactly one of several callers at once revokes. A revoked key never comes back:
// it was given up and may have been copied.

/** A machine as its revocation names it. */
export interface FoundSet {
  readonly id: string;
  readonly userId: string;
  readonly deviceJkt: string;
  readonly deviceState: DeviceState;
  /** The owner of the machine: only owners change administrators' machines. */
  readonly role: Role;
}

/** Finds a machine. @param id of the bound set, or the device id: any printable text */
export async function findBoundSet(trx: Trx, id: string): Promise<FoundSet | undefined> {
  const row = await trx
    .selectFrom("bound_sets")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .innerJoin("users", "users.id", "bound_sets.user_id")
    .select(["bound_sets.id", "bound_sets.user_id", "devices.jkt", "devices.state", "users.role"])
    .where((eb) => eb.or([eb("bound_sets.id", "=", id), eb("devices.jkt", "=", id)]))
    .executeTakeFirst();
  return row && { id: row.id, userId: row.user_id, deviceJkt: row.jkt, deviceState: row.state, role: row.role };
}

/** `active → quarantined`, for the device key alone: the other keys stay as they are. @returns false if it was not active */
export async function quarantineDevice(trx: Trx, deviceJkt: string): Promise<boolean> {
  const set = await trx
    .updateTable("devices")
    .set({ state: "quarantined" })
    .where("jkt", "=", deviceJkt)
    .where("state", "=", "active")
    .returning("jkt")
    .executeTakeFirst();
  return set !== undefined;
}

/** `quarantined → active`, with the time of the release. @returns false if it was not quarantined */
export async function releaseDevice(trx: Trx, deviceJkt: string, now: number): Promise<boolean> {
  const set = await trx
    .updateTable("devices")
    .set({ state: "active", released_at: now })
    .where("jkt", "=", deviceJkt)
    .where("state", "=", "quarantined")
    .returning("jkt")
    .executeTakeFirst();
  return set !== undefined;
}

/** Revokes a bound set, pending or active, with every key in it. @returns false if it was revoked before */
export async function revokeBoundSet(trx: Trx, id: string): Promise<boolean> {
  const revoked = await trx
    .updateTable("bound_sets")
    .set({ state: "revoked" })
    .where("id", "=", id)
    .where("state", "<>", "revoked")
    .returning("id")
    .executeTakeFirst();
  if (revoked === undefined) return false;
  for (const table of ["devices", "extensions", "passkeys"] as const)
    await trx.updateTable(table).set({ state: "revoked" }).where("bound_set_id", "=", id).execute();
  return true;
}

/** Finds the bound set of an extension key. @param jkt any printable text */
export async function findSetOfExtension(trx: Trx, jkt: string): Promise<string | undefined> {
  const row = await trx.selectFrom("extensions").select("bound_set_id").where("jkt", "=", jkt).executeTakeFirst();
  return row?.bound_set_id;
}

/** Revokes an extension key. @returns false if it was revoked before */
export async function revokeExtension(trx: Trx, jkt: string): Promise<boolean> {
  const revoked = await trx
    .updateTable("extensions")
    .set({ state: "revoked" })
    .where("jkt", "=", jkt)
    .where("state", "<>", "revoked")
    .returning("jkt")
    .executeTakeFirst();
  return revoked !== undefined;
}

/** Finds the bound set of a passkey. @param id any printable text */
export async function findSetOfPasskey(trx: Trx, id: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom("passkeys")
    .select("bound_set_id")
    .where("credential_id", "=", id)
    .executeTakeFirst();
  return row?.bound_set_id;
}

/** Revokes a passkey. @returns false if it was revoked before */
export async function revokeCredential(trx: Trx, id: string): Promise<boolean> {
  const revoked = await trx
    .updateTable("passkeys")
    .set({ state: "revoked" })
    .where("credential_id", "=", id)
    .where("state", "<>", "revoked")
    .returning("credential_id")
    .executeTakeFirst();
  return revoked !== undefined;
}
