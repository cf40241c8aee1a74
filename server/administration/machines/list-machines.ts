import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { MachineAnswer, MachineRow, MachinesQuery } from "@nearside/shared/api/console/machines.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { sql } from "kysely";
import * as v from "valibot";
import {
  countUpTo,
  everyPageOf,
  integerColumn,
  type Ordering,
  pageOf,
  textColumn,
} from "../../platform/lists/page-of.ts";
import { holdsText } from "../../platform/lists/search.ts";
import type { Db } from "../../platform/store/database.ts";
import { countOpen } from "./machine-state.ts";

const ORDER: Ordering<MachinesQuery["sort"]> = {
  columns: {
    last_seen_at: integerColumn("devices.last_seen_at"),
    hostname: textColumn("devices.hostname"),
    owner: textColumn("users.name"),
    enrolled_at: integerColumn("devices.created_at"),
  },
  id: textColumn("devices.jkt"),
};

type MachineFilter = Pick<MachinesQuery, "q" | "state" | "key_storage" | "user">;

/**
 * Lists one page of the machines that the filter leaves, with the logins that are open there.
 *
 * @param now epoch milliseconds
 */
export async function listMachines(db: Db, query: MachinesQuery, now: number): Promise<ListAnswer<MachineRow>> {
  const { rows, next, total } = await pageOf(db, selected(db, query), ORDER, query, await countMachines(db, query));
  return { rows: await withStanding(db, rows, now), next, total };
}

/** Yields every machine, page after page, for an export. */
export const eachMachine = (db: Db, query: MachinesQuery, now: number): AsyncGenerator<readonly MachineRow[]> =>
  everyPageOf(selected(db, query), ORDER, query, (rows) => withStanding(db, rows, now));

/**
 * Finds one machine, as the list shows it.
 *
 * @param id of the bound set: any text
 */
async function findMachineRow(db: Db, id: string, now: number): Promise<MachineRow | undefined> {
  const all = { q: "", state: undefined, key_storage: undefined, user: undefined };
  const [row] = await withStanding(db, await selected(db, all).where("bound_sets.id", "=", id).execute(), now);
  return row;
}

function left(db: Db, { q, state, key_storage, user }: MachineFilter) {
  let machines = db
    .selectFrom("devices")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .innerJoin("users", "users.id", "bound_sets.user_id");
  // the device has the machine's state: a bound set that waits or was revoked holds no key that is in force
  if (state !== undefined) machines = machines.where("devices.state", "=", state);
  if (key_storage !== undefined) machines = machines.where("devices.key_storage", "=", key_storage);
  if (user !== undefined) machines = machines.where("bound_sets.user_id", "=", user);
  if (q === "") return machines;
  const people = db.selectFrom("people_index").select("user_id").where(holdsText("people_index.searched", q));
  return machines.where((eb) =>
    eb.or([
      sql<boolean>`lower(devices.hostname) like ${`%${q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`,
      eb("bound_sets.user_id", "in", people),
      eb("bound_sets.id", "=", q),
      eb("devices.jkt", "=", q),
    ]),
  );
}

/** Counts the machines that the filter leaves. Without a search, one table is enough. */
function countMachines(db: Db, filter: MachineFilter): Promise<number | null> {
  const { q, state, key_storage, user } = filter;
  if (q !== "" || user !== undefined) return countUpTo(db, left(db, filter));
  let machines = db.selectFrom("devices");
  if (state !== undefined) machines = machines.where("state", "=", state);
  if (key_storage !== undefined) machines = machines.where("key_storage", "=", key_storage);
  return countUpTo(db, machines);
}

const selected = (db: Db, filter: MachineFilter) =>
  left(db, filter)
    .select(["bound_sets.id", "devices.jkt", "devices.state", "devices.hostname", "devices.os"])
    .select(["devices.key_storage", "devices.created_at", "devices.last_seen_at", "devices.version"])
    .select(["users.id as user_id", "users.name", "users.display_name", "users.state as user_state"]);
type Selected = Awaited<ReturnType<ReturnType<typeof selected>["execute"]>>[number];

async function withStanding(db: Db, rows: readonly Selected[], now: number): Promise<MachineRow[]> {
  const ids = rows.map(({ id }) => id);
  const open = await countOpen(db, ids, now);
  const versions = await extensionVersions(db, ids);
  return rows.map((row) => ({
    id: row.id,
    device: row.jkt,
    state: row.state,
    owner: { id: row.user_id, name: row.name, display_name: row.display_name, state: row.user_state },
    hostname: row.hostname,
    os: row.os,
    key_storage: v.parse(keyStorageSchema, row.key_storage),
    enrolled_at: row.created_at,
    last_seen_at: row.last_seen_at,
    cli_version: row.version,
    extension_versions: versions.get(row.id) ?? [],
    ...open(row.id),
  }));
}

/** Finds the versions that the extensions in force report, each once. */
async function extensionVersions(db: Db, sets: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  if (sets.length === 0) return new Map();
  const rows = await db
    .selectFrom("extensions")
    .select(["bound_set_id", "version"])
    .distinct()
    .where("bound_set_id", "in", sets)
    .where("state", "=", "active")
    .where("version", "is not", null)
    .orderBy("bound_set_id")
    .orderBy("version")
    .execute();
  const found = new Map<string, string[]>();
  for (const { bound_set_id: set, version } of rows)
    if (version !== null) found.set(set, [...(found.get(set) ?? []), version]);
  return found;
}

/** Events that are shown of a machine's past, the latest first. */
const MOST_HISTORY = 100;
const KINDS = ["device_quarantined", "device_released", "device_revoked", "device_lost"] as const;
const kindSchema = v.picklist(KINDS);
const dataSchema = v.object({ note: v.nullable(v.string()) });

/**
 * Finds one machine with all that belongs to it, revoked or not.
 *
 * @param id of the bound set: any text
 */
export async function findMachine(db: Db, id: string, now: number): Promise<MachineAnswer | undefined> {
  const row = await findMachineRow(db, id, now);
  if (row === undefined) return undefined;
  const browsers = await db
    .selectFrom("extensions")
    .select(["jkt as id", "browser", "state", "version", "created_at"])
    .where("bound_set_id", "=", id)
    .orderBy("created_at")
    .execute();
  const passkeys = await db
    .selectFrom("passkeys")
    .select(["credential_id as id", "aaguid", "backup_eligible", "state", "created_at"])
    .where("bound_set_id", "=", id)
    .orderBy("created_at")
    .execute();
  return {
    ...row,
    now,
    browsers,
    passkeys: passkeys.map(({ backup_eligible, ...passkey }) => ({ ...passkey, synced: backup_eligible === 1 })),
    history: await historyOf(db, row.device),
  };
}

async function historyOf(db: Db, device: string): Promise<MachineAnswer["history"]> {
  const events = await db
    .selectFrom("events")
    .leftJoin("users", "users.id", "events.actor_user")
    .select(["events.at", "events.kind", "events.data", "users.name"])
    .where("events.subject", "=", device)
    .where("events.kind", "in", KINDS)
    .orderBy("events.seq", "desc")
    .limit(MOST_HISTORY)
    .execute();
  return events.map(({ at, kind, data, name }) => ({
    at,
    what: v.parse(kindSchema, kind),
    note: v.parse(dataSchema, JSON.parse(data)).note,
    by: name,
  }));
}
