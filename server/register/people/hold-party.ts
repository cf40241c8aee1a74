import type { Trx } from "../../platform/store/database.ts";
import { fixedLock } from "../../platform/store/fixed-query.ts";
import { findParty, type Party } from "./party.ts";

/** Which keys are relied on beside the machine's own. */
interface ReliedOn {
  readonly extension?: string;
  /** Credential id. */
  readonly passkey?: string;
  /** Of the second touch, where there was one. */
  readonly securityKey?: string | undefined;
}

/** The party as it stands, and as {@link lockParty} keeps it. @returns undefined where there is none */
export async function holdParty(trx: Trx, boundSetId: string, reliedOn: ReliedOn): Promise<Party | undefined> {
  await lockParty(trx, boundSetId, reliedOn);
  return findParty(trx, boundSetId);
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
 * Keeps the party as it stands until this transaction ends: whoever revokes one of its keys, it or its user is
 * either seen here, or waits and then sees what this transaction wrote (threat R16). A transaction that holds them changes none
 * of those rows itself, or two of them would wait for each other.
 */
export async function lockParty(
  trx: Trx,
  boundSetId: string,
  { extension, passkey, securityKey }: ReliedOn,
): Promise<void> {
  await lockSet(trx, { id: boundSetId });
  if (extension !== undefined) await lockExtension(trx, { jkt: extension });
  const passkeys = [passkey, securityKey].filter((id) => id !== undefined).sort(); // by their id, as everybody locks them
  for (const id of passkeys) await lockPasskey(trx, { id });
}
