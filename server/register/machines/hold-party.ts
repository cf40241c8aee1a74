import type { Trx } from "../../platform/store/database.ts";
import { fixedLock } from "../../platform/store/fixed-query.ts";
import { together } from "../../platform/store/together.ts";
import { findParty, type Party } from "./party.ts";

/** The keys that a step relies on beside the machine's own. */
export interface ReliedOn {
  readonly extension?: string;
  /** Credential id. */
  readonly passkey?: string;
  /** The passkey of the second touch, if there was one. */
  readonly securityKey?: string | undefined;
}

/** Finds the party, and keeps it as {@link lockParty} does. @returns undefined if it does not exist */
export async function holdParty(trx: Trx, boundSetId: string, reliedOn: ReliedOn): Promise<Party | undefined> {
  const [, party] = await together(lockParty(trx, boundSetId, reliedOn), findParty(trx, boundSetId));
  return party;
}

const lockSet = fixedLock<{ id: string }>()(
  (db, value) =>
    db
      .selectFrom("bound_sets")
      .innerJoin("users", "users.id", "bound_sets.user_id")
      .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
      .select("bound_sets.id")
      .where("bound_sets.id", "=", value("id"))
      .forShare(["users", "bound_sets", "devices"]), // in that order: see docs/architecture.md
);
const lockExtension = fixedLock<{ jkt: string }>()((db, value) =>
  db.selectFrom("extensions").select("jkt").where("jkt", "=", value("jkt")).forShare(),
);
const lockPasskey = fixedLock<{ id: string }>()((db, value) =>
  db.selectFrom("passkeys").select("state").where("credential_id", "=", value("id")).forShare(),
);

/**
 * Keeps the party as it is until this transaction ends. A revocation of one of its keys, of the party or of its user is either
 * seen here, or waits and then sees what this transaction wrote (threat R16). A transaction that holds those rows changes none of
 * them itself, since two of them would wait for each other.
 */
export async function lockParty(
  trx: Trx,
  boundSetId: string,
  { extension, passkey, securityKey }: ReliedOn,
): Promise<void> {
  const passkeys = [passkey, securityKey].filter((id) => id !== undefined).sort(); // by their id, as every transaction locks them
  await together(
    lockSet(trx, { id: boundSetId }),
    ...(extension === undefined ? [] : [lockExtension(trx, { jkt: extension })]),
    ...passkeys.map((id) => lockPasskey(trx, { id })),
  );
}
