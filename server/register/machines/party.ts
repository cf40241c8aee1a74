import type { BoundPasskey, BoundSet } from "@nearside/shared/chain/chain.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { type KeyStorage, keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { type PublicJwk, publicJwkSchema } from "@nearside/shared/signing/keys.ts";
import type { Kysely } from "kysely";
import * as v from "valibot";
import type { Database, Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import type { DeviceState, KeyState } from "../../platform/store/tables/machine-tables.ts";
import type { UserState } from "../../platform/store/tables/people-tables.ts";
import { type KeptPosture, readKeptPosture } from "./posture-store.ts";

/** A bound set with everything that is tied together in it, in its present state, the revoked included. */
export interface PartyInAnyState {
  readonly id: string;
  readonly state: KeyState;
  readonly user: { readonly id: string; readonly name: string; readonly state: UserState };
  readonly device: {
    readonly jkt: string;
    readonly jwk: PublicJwk;
    readonly state: DeviceState;
    readonly keyStorage: KeyStorage;
    readonly hostname: string;
    readonly os: string;
    /** Epoch milliseconds. */
    readonly enrolledAt: number;
    /** The last posture of the machine; undefined if it never reported one. */
    readonly posture: KeptPosture | undefined;
    /** `iat` of that statement; undefined likewise. */
    readonly postureAt: number | undefined;
  };
  readonly extensions: readonly {
    readonly jkt: string;
    readonly state: KeyState;
    /** The version that it named last. */
    readonly version: string | null;
  }[];
  readonly passkeys: readonly (BoundPasskey & {
    readonly state: KeyState;
    readonly counter: number;
    readonly aaguid: string;
    readonly attestationVerdict: string;
    /** base64url */
    readonly userHandle: string;
  })[];
}

/** The states of a bound set, and of keys in it. */
export interface PartyStates extends Pick<PartyInAnyState, "state"> {
  readonly user: Pick<PartyInAnyState["user"], "state">;
  readonly device: Pick<PartyInAnyState["device"], "state">;
  readonly extensions: readonly Pick<PartyInAnyState["extensions"][number], "jkt" | "state">[];
  readonly passkeys: readonly Pick<PartyInAnyState["passkeys"][number], "credential_id" | "state">[];
}

/** The states in which bound set, machine and person count. */
export interface ActiveStates {
  readonly state: "active";
  readonly user: { readonly state: "active" };
  readonly device: { readonly state: "active" };
}

/**
 * A bound set that is confirmed, of an active machine and an active person. `checkActive` alone turns what was read into one, and nothing is
 * given to or taken from a machine, a browser or a person who is none (threat R45).
 */
export type Party = PartyInAnyState & ActiveStates;

/** Why somebody reads a party whatever its state is. Every other step goes through find-party.ts. */
type WhyInAnyState =
  /** Only for the finder of active parties. */
  | "its state is judged here"
  /** The sender named a key, and has not proved it yet: a stranger must not learn its state. `checkActive` follows the proof. */
  | "its key is proved first"
  /** Only the existence of the key counts. */
  | "a key is bound once"
  /** The machine is told how it is regarded (protocol §4.7). */
  | "it asks for its standing"
  /** The state of the login or session is judged first, in the order of the protocol. `checkActive` follows. */
  | "its login is judged first"
  /** Rules judge what was approved before, though nobody asks just now. */
  | "rules are asked about it"
  /** A person whose machines are lost proves by a passkey of one that they object (protocol §9). */
  | "its person objects to a recovery"
  /** The log names the machine. */
  | "the log names it";

/** Returns the bound set for the chain's checks: the keys that are active. */
export const boundSetOf = (party: PartyInAnyState): BoundSet => ({
  user: { id: party.user.id, name: party.user.name },
  device: party.device.jwk,
  extensions: party.extensions.filter(({ state }) => state === "active").map(({ jkt }) => jkt),
  passkeys: party.passkeys
    .filter(({ state }) => state === "active")
    .map(({ credential_id, public_key, backup_eligible }) => ({ credential_id, public_key, backup_eligible })),
});

/** The id or key by which a party is found: any text, as it is in an address or a statement. */
export type PartyKey =
  | { readonly boundSet: string }
  /** The login that it asked for. */
  | { readonly login: string }
  /** The thumbprint of its device key. */
  | { readonly device: string }
  /** The thumbprint of one of its extension keys. */
  | { readonly extension: string };

/** Finds a bound set whatever its state is: the exception, for a reason that {@link WhyInAnyState} lists. */
export async function findPartyInAnyState(
  db: Db | Trx,
  key: PartyKey,
  _why: WhyInAnyState,
): Promise<PartyInAnyState | undefined> {
  if ("boundSet" in key) return partyIn(await byId(db, { id: key.boundSet }));
  if ("device" in key) return partyIn(await byDevice(db, { jkt: key.device }));
  if ("login" in key)
    return v.is(requestIdSchema, key.login) ? partyIn(await ofLogin(db, { login: key.login })) : undefined;
  const row = await db
    .selectFrom("extensions")
    .select("bound_set_id")
    .where("jkt", "=", key.extension)
    .executeTakeFirst();
  return row && partyIn(await byId(db, { id: row.bound_set_id }));
}

/**
 * Reads the whole party by one query, since every step asks for it: a row for each extension with each passkey. There are one, or
 * a few, of both, and to order the few rows here costs less than to have the database plan for it.
 */
const everythingOf = (db: Kysely<Database>) =>
  db
    .selectFrom("bound_sets")
    .innerJoin("users", "users.id", "bound_sets.user_id")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .leftJoin("postures", "postures.device_jkt", "devices.jkt")
    .leftJoin("extensions", "extensions.bound_set_id", "bound_sets.id")
    .leftJoin("passkeys", "passkeys.bound_set_id", "bound_sets.id")
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
      "postures.posture",
      "postures.stated_at",
      "extensions.jkt as extension_jkt",
      "extensions.created_at as extension_at",
      "extensions.state as extension_state",
      "extensions.version as extension_version",
      "passkeys.credential_id",
      "passkeys.created_at as passkey_at",
      "passkeys.public_key",
      "passkeys.backup_eligible",
      "passkeys.state as passkey_state",
      "passkeys.counter",
      "passkeys.aaguid",
      "passkeys.attestation_verdict",
      "passkeys.user_handle",
    ]);

const byId = fixedQuery<{ id: string }>()((db, value) => everythingOf(db).where("bound_sets.id", "=", value("id")));
const ofLogin = fixedQuery<{ login: string }>()((db, value) =>
  everythingOf(db).where("bound_sets.id", "=", (eb) =>
    eb.selectFrom("logins").select("logins.bound_set_id").where("logins.id", "=", value("login")),
  ),
);
const byDevice = fixedQuery<{ jkt: string }>()((db, value) => everythingOf(db).where("devices.jkt", "=", value("jkt")));

function partyIn(rows: Awaited<ReturnType<typeof byId>>): PartyInAnyState | undefined {
  const [set] = rows;
  if (set === undefined) return undefined;
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
      posture: set.posture === null ? undefined : readKeptPosture(set.posture),
      postureAt: set.stated_at ?? undefined,
    },
    extensions: [...new Map(inOrder(rows, "extension_at").flatMap(extensionIn)).values()],
    passkeys: [...new Map(inOrder(rows, "passkey_at").flatMap(passkeyIn)).values()],
  };
}

const inOrder = <Column extends string, Row extends Readonly<Record<Column, number | null>>>(
  rows: readonly Row[],
  column: Column,
): readonly Row[] => rows.toSorted((one, other) => (one[column] ?? 0) - (other[column] ?? 0));

interface ExtensionColumns {
  readonly extension_jkt: string | null;
  readonly extension_state: KeyState | null;
  readonly extension_version: string | null;
}

/** Returns the extension by its name; the list is empty if the bound set has none. */
const extensionIn = ({ extension_jkt: jkt, extension_state: state, extension_version: version }: ExtensionColumns) =>
  jkt === null || state === null ? [] : [[jkt, { jkt, state, version }] as const];

type Passkey = PartyInAnyState["passkeys"][number];
interface PasskeyColumns {
  readonly credential_id: string | null;
  readonly public_key: Uint8Array | null;
  readonly backup_eligible: number | null;
  readonly passkey_state: KeyState | null;
  readonly counter: number | null;
  readonly aaguid: string | null;
  readonly attestation_verdict: string | null;
  readonly user_handle: string | null;
}

function passkeyIn(row: PasskeyColumns): [string, Passkey][] {
  const { credential_id, public_key, passkey_state: state, counter, aaguid, attestation_verdict, user_handle } = row;
  if (credential_id === null || public_key === null || state === null || counter === null) return [];
  if (aaguid === null || attestation_verdict === null || user_handle === null) return [];
  const passkey: Passkey = {
    credential_id,
    public_key: encodeBase64url(public_key),
    backup_eligible: row.backup_eligible === 1,
    state,
    counter,
    aaguid,
    attestationVerdict: attestation_verdict,
    userHandle: user_handle,
  };
  return [[credential_id, passkey]];
}
