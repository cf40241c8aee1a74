import type { Db } from "../../platform/store/database.ts";
import type { DeviceState, KeyState, UsersTable } from "../../platform/store/tables/directory-tables.ts";
import { countOpen, stateOf } from "../../register/people/machine-standing.ts";

/** A machine, with the ids by which an administrator names it and what belongs to it. */
interface ListedMachine {
  /** Id of its bound set. */
  readonly id: string;
  readonly device: string;
  readonly state: DeviceState;
  readonly user: Pick<UsersTable, "name" | "display_name" | "state">;
  readonly hostname: string;
  readonly os: string;
  readonly key_storage: string;
  /** Epoch milliseconds. */
  readonly last_seen_at: number;
  /** The version of its command line, as the command line says. */
  readonly version: string | null;
  readonly open_logins: number;
  readonly credentials: number;
  readonly browsers: {
    readonly id: string;
    readonly browser: string;
    readonly version: string | null;
    readonly state: KeyState;
  }[];
  readonly passkeys: {
    readonly id: string;
    readonly aaguid: string;
    readonly synced: boolean;
    readonly state: KeyState;
  }[];
}

const MOST = 200;

/**
 * Lists the machines of that user, or of everybody, the last seen first. Revoked ones are among them, because an administrator
 * looks for them when something is not let in.
 *
 * @param user name, or null for everybody
 */
export async function listMachines(
  db: Db,
  user: string | null,
  now: number,
): Promise<{ readonly machines: readonly ListedMachine[]; readonly more: boolean }> {
  const all = db
    .selectFrom("devices")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .innerJoin("users", "users.id", "bound_sets.user_id")
    .select([
      "bound_sets.id",
      "bound_sets.state",
      "devices.jkt",
      "devices.hostname",
      "devices.os",
      "devices.key_storage",
    ])
    .select(["devices.state as device_state", "devices.version"])
    .select(["devices.last_seen_at", "users.name", "users.display_name", "users.state as user_state"])
    .orderBy("devices.last_seen_at", "desc")
    .orderBy("devices.jkt")
    .limit(MOST + 1);
  const rows = await (user === null ? all : all.where("users.name", "=", user)).execute();
  const shown = rows.slice(0, MOST);
  const ids = shown.map(({ id }) => id);
  const belongings = await findBelongings(db, ids);
  const open = await countOpen(db, ids, now);
  const machines = shown.map(({ id, jkt, name, display_name, user_state, device_state, ...row }) => ({
    id,
    device: jkt,
    ...row,
    state: stateOf(row.state, device_state),
    ...open(id),
    user: { name, display_name, state: user_state },
    browsers: belongings.extensions
      .filter(({ bound_set_id }) => bound_set_id === id)
      .map((one) => ({ id: one.jkt, browser: one.browser, version: one.version, state: one.state })),
    passkeys: belongings.passkeys
      .filter(({ bound_set_id }) => bound_set_id === id)
      .map((one) => ({
        id: one.credential_id,
        aaguid: one.aaguid,
        synced: one.backup_eligible === 1,
        state: one.state,
      })),
  }));
  return { machines, more: rows.length > MOST };
}

async function findBelongings(db: Db, sets: readonly string[]) {
  if (sets.length === 0) return { extensions: [], passkeys: [] };
  const extensions = await db
    .selectFrom("extensions")
    .select(["bound_set_id", "jkt", "browser", "version", "state"])
    .where("bound_set_id", "in", sets)
    .orderBy("created_at")
    .execute();
  const passkeys = await db
    .selectFrom("passkeys")
    .select(["bound_set_id", "credential_id", "aaguid", "backup_eligible", "state"])
    .where("bound_set_id", "in", sets)
    .orderBy("created_at")
    .execute();
  return { extensions, passkeys };
}
