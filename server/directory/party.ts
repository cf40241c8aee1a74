import { encodeBase64url } from "@nearside/shared/base64url.ts";
import type { BoundPasskey, BoundSet } from "@nearside/shared/chain/chain.ts";
import { type KeyStorage, keyStorageSchema } from "@nearside/shared/key-storage.ts";
import { type PublicJwk, publicJwkSchema } from "@nearside/shared/keys.ts";
import * as v from "valibot";
import type { Db, Trx } from "../store/database.ts";
import type { KeyState } from "../store/tables/directory-tables.ts";

/** A bound set with everything that is tied together in it, as it stands now, the revoked included. */
export interface Party {
  readonly id: string;
  readonly state: KeyState;
  readonly user: { readonly id: string; readonly name: string; readonly state: "active" | "suspended" };
  readonly device: {
    readonly jkt: string;
    readonly jwk: PublicJwk;
    readonly state: KeyState;
    readonly keyStorage: KeyStorage;
    readonly hostname: string;
    readonly os: string;
    /** Epoch milliseconds. */
    readonly enrolledAt: number;
  };
  readonly extensions: readonly { readonly jkt: string; readonly state: KeyState }[];
  readonly passkeys: readonly (BoundPasskey & {
    readonly state: KeyState;
    readonly counter: number;
    readonly aaguid: string;
    readonly attestationVerdict: string;
    /** base64url */
    readonly userHandle: string;
  })[];
}

/** What the chain's checks know of it: the keys that are in force. */
export const boundSetOf = (party: Party): BoundSet => ({
  user: { id: party.user.id, name: party.user.name },
  device: party.device.jwk,
  extensions: party.extensions.filter(({ state }) => state === "active").map(({ jkt }) => jkt),
  passkeys: party.passkeys
    .filter(({ state }) => state === "active")
    .map(({ credential_id, public_key, backup_eligible }) => ({ credential_id, public_key, backup_eligible })),
});

export async function findParty(db: Db | Trx, boundSetId: string): Promise<Party | undefined> {
  const set = await db
    .selectFrom("bound_sets")
    .innerJoin("users", "users.id", "bound_sets.user_id")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select([
      "bound_sets.id",
      "bound_sets.state",
      "users.id as user_id",
      "users.name as user_name",
      "users.state as user_state",
      "devices.jkt as device_jkt",
      "devices.jwk as device_jwk",
      "devices.state as device_state",
      "devices.key_storage",
      "devices.hostname",
      "devices.os",
      "devices.created_at as enrolled_at",
    ])
    .where("bound_sets.id", "=", boundSetId)
    .executeTakeFirst();
  if (set === undefined) return undefined;
  const extensions = await db
    .selectFrom("extensions")
    .select(["jkt", "state"])
    .where("bound_set_id", "=", boundSetId)
    .execute();
  const passkeys = await db.selectFrom("passkeys").selectAll().where("bound_set_id", "=", boundSetId).execute();
  return {
    id: set.id,
    state: set.state,
    user: { id: set.user_id, name: set.user_name, state: set.user_state },
    device: {
      jkt: set.device_jkt,
      jwk: v.parse(publicJwkSchema, JSON.parse(set.device_jwk)),
      state: set.device_state,
      keyStorage: v.parse(keyStorageSchema, set.key_storage),
      hostname: set.hostname,
      os: set.os,
      enrolledAt: set.enrolled_at,
    },
    extensions,
    passkeys: passkeys.map((row) => ({
      credential_id: row.credential_id,
      public_key: encodeBase64url(row.public_key),
      backup_eligible: row.backup_eligible === 1,
      state: row.state,
      counter: row.counter,
      aaguid: row.aaguid,
      attestationVerdict: row.attestation_verdict,
      userHandle: row.user_handle,
    })),
  };
}

/** The bound set of a device key, whatever its state. */
export async function findPartyByDevice(db: Db | Trx, deviceJkt: string): Promise<Party | undefined> {
  const row = await db.selectFrom("devices").select("bound_set_id").where("jkt", "=", deviceJkt).executeTakeFirst();
  return row && findParty(db, row.bound_set_id);
}

/** The bound set that an extension key belongs to, whatever its state. */
export async function findPartyByExtension(db: Db | Trx, extensionJkt: string): Promise<Party | undefined> {
  const row = await db
    .selectFrom("extensions")
    .select("bound_set_id")
    .where("jkt", "=", extensionJkt)
    .executeTakeFirst();
  return row && findParty(db, row.bound_set_id);
}
