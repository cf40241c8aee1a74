import type { Db, Trx } from "../../../platform/store/database.ts";
import type { Inventory, Leaver } from "./leaver.ts";

/** Machines with their keys, those that wait to be confirmed or were set aside too. Bound sets first, then what is in them. */
export async function findKeys(
  db: Db | Trx,
  { id }: Leaver,
  hold: boolean,
): Promise<Pick<Inventory, "machines" | "browsers" | "passkeys">> {
  const ofPerson = db
    .selectFrom("bound_sets")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select(["bound_sets.id", "bound_sets.state as set_state", "bound_sets.created_at"])
    .select(["devices.jkt", "devices.hostname", "devices.key_storage", "devices.state"])
    .where("bound_sets.user_id", "=", id)
    .where("bound_sets.state", "<>", "revoked")
    .orderBy("bound_sets.id");
  const sets = await (hold ? ofPerson.forNoKeyUpdate(["bound_sets", "devices"]) : ofPerson).execute();
  const machines = sets.map((set) => ({
    id: set.id,
    device: set.jkt,
    hostname: set.hostname,
    key_storage: set.key_storage,
    was: set.set_state === "active" ? set.state : set.set_state,
    enrolled_at: inSeconds(set.created_at),
  }));
  const ids = sets.map((set) => set.id);
  if (ids.length === 0) return { machines, browsers: [], passkeys: [] };
  const extensions = db
    .selectFrom("extensions")
    .select(["jkt as id", "bound_set_id as machine", "browser", "state as was"])
    .where("bound_set_id", "in", ids)
    .where("state", "<>", "revoked")
    .orderBy("jkt");
  const passkeys = db
    .selectFrom("passkeys")
    .select(["credential_id as id", "bound_set_id as machine", "aaguid", "state as was"])
    .where("bound_set_id", "in", ids)
    .where("state", "<>", "revoked")
    .orderBy("credential_id");
  return {
    machines,
    browsers: await (hold ? extensions.forNoKeyUpdate() : extensions).execute(),
    passkeys: await (hold ? passkeys.forNoKeyUpdate() : passkeys).execute(),
  };
}

/** Epoch milliseconds → seconds, as statements have them. */
export const inSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
