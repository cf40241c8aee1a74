import type { Kysely } from "kysely";
import type { Database, Trx } from "../../platform/store/database.ts";
import { fixedLock, fixedQuery } from "../../platform/store/fixed-query.ts";
import { together } from "../../platform/store/together.ts";
import { checkKeysActive, type ReliedOn } from "./check-active.ts";
import { findParty } from "./find-party.ts";
import type { Party, PartyStates } from "./party.ts";

/**
 * Finds the party, and keeps it as {@link lockParty} does.
 *
 * @returns undefined if it does not exist
 * @throws Refused for the first thing that is not active: the party, or a key that the step relies on
 */
export async function holdParty(trx: Trx, boundSetId: string, reliedOn: ReliedOn): Promise<Party | undefined> {
  const [, party] = await together(lockParty(trx, boundSetId, reliedOn), findParty(trx, { boundSet: boundSetId }));
  if (party !== undefined) checkKeysActive(party, reliedOn);
  return party;
}

type Value<Name extends string> = (name: Name) => string;

const setOf = (db: Kysely<Database>, value: Value<"id">) =>
  db
    .selectFrom("bound_sets")
    .innerJoin("users", "users.id", "bound_sets.user_id")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select(["bound_sets.state", "users.state as user_state", "devices.state as device_state"])
    .where("bound_sets.id", "=", value("id"))
    .forShare(["users", "bound_sets", "devices"]); // in that order: see docs/architecture.md
const extensionOf = (db: Kysely<Database>, value: Value<"id" | "jkt">) =>
  db
    .selectFrom("extensions")
    .select(["jkt", "state"])
    .where("jkt", "=", value("jkt"))
    .where("bound_set_id", "=", value("id"))
    .forShare();
const passkeyOf = (db: Kysely<Database>, value: Value<"id" | "credential">) =>
  db
    .selectFrom("passkeys")
    .select(["credential_id", "state"])
    .where("credential_id", "=", value("credential"))
    .where("bound_set_id", "=", value("id"))
    .forShare();

const lockSet = fixedLock<{ id: string }>()(setOf);
const lockExtension = fixedLock<{ id: string; jkt: string }>()(extensionOf);
const lockPasskey = fixedLock<{ id: string; credential: string }>()(passkeyOf);
const readSet = fixedQuery<{ id: string }>()(setOf);
const readExtension = fixedQuery<{ id: string; jkt: string }>()(extensionOf);
const readPasskey = fixedQuery<{ id: string; credential: string }>()(passkeyOf);

/** Keeps the device until this transaction ends, which may change it: who shares it waits, and sees what was written. */
export const lockDevice = fixedLock<{ jkt: string }>()((db, value) =>
  db.selectFrom("devices").select("jkt").where("jkt", "=", value("jkt")).forNoKeyUpdate(),
);

/** Reads the states of what a step relies on as it locks them, like {@link lockParty}. @returns undefined if the party does not exist */
export async function holdStates(trx: Trx, id: string, reliedOn: ReliedOn): Promise<PartyStates | undefined> {
  const [[set], extensions, passkeys] = await together(
    readSet(trx, { id }),
    reliedOn.extension === undefined ? Promise.resolve([]) : readExtension(trx, { id, jkt: reliedOn.extension }),
    together(...passkeysIn(reliedOn).map((credential) => readPasskey(trx, { id, credential }))),
  );
  if (set === undefined) return undefined;
  const { state, user_state, device_state } = set;
  return { state, user: { state: user_state }, device: { state: device_state }, extensions, passkeys: passkeys.flat() };
}

/** Orders them by their id, as every transaction locks them. */
const passkeysIn = ({ passkey, securityKey }: ReliedOn): readonly string[] =>
  [passkey, securityKey].filter((id) => id !== undefined).sort();

/**
 * Keeps the party as it is until this transaction ends. A revocation of one of its keys, of the party or of its user is either
 * seen here, or waits and then sees what this transaction wrote (threat R16). A transaction that holds those rows changes none of
 * them itself, since two of them would wait for each other.
 */
export async function lockParty(trx: Trx, id: string, reliedOn: ReliedOn): Promise<void> {
  const { extension } = reliedOn;
  await together(
    lockSet(trx, { id }),
    ...(extension === undefined ? [] : [lockExtension(trx, { id, jkt: extension })]),
    ...passkeysIn(reliedOn).map((credential) => lockPasskey(trx, { id, credential })),
  );
}
