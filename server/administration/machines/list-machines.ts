import { type ListAnswer, MOST_COUNTED, MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import type { MachineAnswer, MachineRow, MachinesQuery } from "@nearside/shared/api/console/machines.ts";
import { POSTURE_NAMES } from "@nearside/shared/posture/posture.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { type RawBuilder, sql } from "kysely";
import * as v from "valibot";
import {
  areFew,
  countUpTo,
  everyPageOf,
  inOrderOf,
  integerColumn,
  type Ordering,
  pageOf,
  sortedAfterwards,
  textColumn,
} from "../../platform/lists/page-of.ts";
import { foundBy, isAmong, isFoundBy, isSearch, unindexed } from "../../platform/lists/search.ts";
import type { Db } from "../../platform/store/database.ts";
import { readKeptPosture } from "../../register/machines/posture-store.ts";
import { extensionVersions } from "../../register/machines/program-versions.ts";
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
const FEW_ORDER = sortedAfterwards(ORDER);

interface MachineFilter extends Partial<Pick<MachinesQuery, "state" | "key_storage" | "user">> {
  readonly said?: Said | undefined;
}

/**
 * The last posture of a machine, and the number of machines that reported it, where it is known. They are those whose key is in the place
 * that the filter names, if it names one.
 */
interface Said {
  /** Has values such as `disk_encryption:off`, and `none`. */
  readonly what: string;
  /** Null if they are more than are looked up. */
  readonly count: number | null;
}

type Asked = Omit<MachinesQuery, "said"> & MachineFilter;

/** @param counts true if the condition is to be written by how many there are */
const askedBy = async (db: Db, { said: what, ...query }: MachinesQuery, counts: boolean): Promise<Asked> =>
  what === undefined ? query : { ...query, said: { what, count: counts ? await countSaid(db, what, query) : null } };

/**
 * Lists one page of the machines that the filter leaves, with the logins that are open there.
 *
 * @param now epoch milliseconds
 */
export async function listMachines(db: Db, query: MachinesQuery, now: number): Promise<ListAnswer<MachineRow>> {
  const asked = await askedBy(db, query, true);
  const page = await (isSearch(asked.q) ? searchedPage(db, asked, asked.q) : filteredPage(db, asked));
  return { ...page, rows: await withStanding(db, page.rows, now) };
}

async function filteredPage(db: Db, query: Asked): Promise<ListAnswer<Selected>> {
  const total = await countMachines(db, query);
  return isFiltered(query) && areFew(total)
    ? fewPage(db, query, total)
    : pageOf(db, walked(db, query), ORDER, query, total);
}

/** Sorts few machines by their own table where it has all that the order and the filter need. The rest is read of those on the page alone. */
async function fewPage(db: Db, query: Asked, total: number | null, among?: readonly string[]) {
  const isAmongThese = among === undefined ? sql<boolean>`1 = 1` : isAmong(db, "devices.jkt", among);
  if (query.sort === "owner" || query.user !== undefined)
    return pageOf(db, selected(left(db, query, "few")).where(isAmongThese), FEW_ORDER, query, total);
  const sorted = db.selectFrom("devices").select("jkt").where(isLeft(query, "few")).where(isAmongThese);
  const { rows, ...page } = await pageOf(db, sorted, FEW_ORDER, query, total);
  const ids = rows.map(({ jkt }) => jkt);
  const found = await selected(left(db, {}, "few"))
    .where(isAmong(db, "devices.jkt", ids))
    .execute();
  return { ...page, rows: inOrderOf(ids, found, ({ jkt }) => jkt) };
}

async function searchedPage(db: Db, query: Asked, q: string): Promise<ListAnswer<Selected>> {
  if (isFiltered(query) && (await countMachines(db, query)) !== null)
    // few are left: it is asked of each of them if its texts contain the text
    return pageOf(db, selected(left(db, query, "few")).where(isSought(q)), FEW_ORDER, query);
  const found = await jktsOf(db, query, q);
  const total = found.length > MOST_FOUND ? null : found.length;
  const { said: _said, state: _state, key_storage: _key, user: _user, ...view } = query; // what was found is left by the filter
  return fewPage(db, view, total, found.slice(0, MOST_FOUND));
}

/** The machines whose hostname holds it, then those of owners whose texts do; of too many at least one more than are listed. */
async function jktsOf(db: Db, filter: MachineFilter, q: string): Promise<readonly string[]> {
  const byHostname = await ofMachines(db, filter, q).execute();
  const rest =
    byHostname.length > MOST_FOUND
      ? []
      : [...(await ofOwners(db, filter, q).execute()), ...(await ofId(db, filter, q).execute())];
  return [...new Set([...byHostname, ...rest].map(({ jkt }) => jkt))];
}

const isFiltered = ({ state, key_storage, user, said }: MachineFilter): boolean =>
  (state ?? key_storage ?? user ?? said) !== undefined;

function ofMachines(db: Db, filter: MachineFilter, q: string) {
  const found = db.selectFrom(foundBy(db, "machine", q)).limit(MOST_FOUND + 1);
  if (!isFiltered(filter)) return found.select("found.id as jkt");
  return found
    .innerJoin("devices", "devices.jkt", "found.id")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .where(isLeft(filter, "many"))
    .select("devices.jkt");
}

const ofOwners = (db: Db, filter: MachineFilter, q: string) =>
  db
    .selectFrom(foundBy(db, "person", q))
    .innerJoin("bound_sets", "bound_sets.user_id", "found.id")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select("devices.jkt")
    .where(isLeft(filter, "many"))
    .limit(MOST_FOUND + 1);

const ofId = (db: Db, filter: MachineFilter, q: string) =>
  left(db, filter, "few")
    .where(sql<boolean>`(devices.jkt = ${q} or devices.bound_set_id = ${q})`)
    .select("devices.jkt");

/** True for a machine whose hostname or owner's texts hold it, or that has that id. */
const isSought = (q: string) =>
  sql<boolean>`(${isFoundBy("machine", "devices.jkt", q)} or ${isFoundBy("person", "bound_sets.user_id", q)}
    or bound_sets.id = ${q} or devices.jkt = ${q})`;

/** Yields every machine, page after page, for an export. */
export async function* eachMachine(db: Db, query: MachinesQuery, now: number): AsyncGenerator<readonly MachineRow[]> {
  const all = walked(db, await askedBy(db, query, false));
  const found = isSearch(query.q) ? all.where(isSought(query.q)) : all;
  yield* everyPageOf(found, ORDER, query, (rows) => withStanding(db, rows, now));
}

/**
 * Finds one machine, as the list shows it.
 *
 * @param id of the bound set: any text
 */
async function findMachineRow(db: Db, id: string, now: number): Promise<MachineRow | undefined> {
  const found = await selected(left(db, {}, "few"))
    .where("bound_sets.id", "=", id)
    .execute();
  return (await withStanding(db, found, now))[0];
}

/** The number of machines that the conditions are written for: of `few` they may be looked up in an index before the rows are ordered. */
type Size = "few" | "many";

const left = (db: Db, filter: MachineFilter, size: Size) =>
  db
    .selectFrom("devices")
    .innerJoin("bound_sets", "bound_sets.id", "devices.bound_set_id")
    .innerJoin("users", "users.id", "bound_sets.user_id")
    .where(isLeft(filter, size));

/**
 * All machines that the filter leaves, to be walked along in the order of the query. Its owners come first if they order them: SQLite goes
 * through tables that are crossed as they are written.
 */
const walked = (db: Db, query: MachineFilter & Pick<MachinesQuery, "sort">) =>
  selected(
    query.sort === "owner"
      ? db
          .selectFrom("users")
          .crossJoin("bound_sets")
          .crossJoin("devices")
          .whereRef("bound_sets.user_id", "=", "users.id")
          .whereRef("devices.bound_set_id", "=", "bound_sets.id")
          .where(isLeft(query, "many"))
      : left(db, query, "many"),
  );

function isLeft({ state, key_storage, user, said }: MachineFilter, size: Size): RawBuilder<boolean> {
  const conditions = [
    // the device has the machine's state: a bound set that waits or was revoked holds no key that is active
    ...(state === undefined ? [] : [isInState(state, size)]),
    hasKeyIn("devices", key_storage),
    ...(user === undefined ? [] : [sql`bound_sets.user_id = ${user}`]),
    ...(said === undefined ? [] : [hasSaid(said, key_storage, size)]),
  ];
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** More than these are not looked up one by one: it is asked of each machine instead if it has said so. */
const MOST_LOOKED_UP = 20_000;

/** The first condition of each is that of an index (`devices_without_posture`, `postures_by_…`). */
function hasSaid({ what, count }: Said, keyStorage: MachineFilter["key_storage"], size: Size): RawBuilder<boolean> {
  const isLookedUp = size === "few" && count !== null;
  if (what === "none")
    return isLookedUp ? sql`devices.tells_posture = 0` : sql`${unindexed("devices.tells_posture")} = 0`;
  return isLookedUp
    ? sql`devices.jkt in (select postures.device_jkt from postures where ${saysSo(what)} and ${hasKeyIn("postures", keyStorage)})`
    : sql`exists (select 1 from postures where postures.device_jkt = devices.jkt and ${saysSo(what)})`;
}

function saysSo(what: string): RawBuilder<boolean> {
  const [name, value] = what.split(":");
  return sql`${sql.ref(`postures.${name}`)} = ${value}`;
}

const hasKeyIn = (table: "devices" | "postures", place: MachineFilter["key_storage"]): RawBuilder<boolean> =>
  place === undefined ? sql`1 = 1` : sql`${sql.ref(`${table}.key_storage`)} = ${place}`;

function countSaid(db: Db, what: string, { key_storage: place }: Pick<MachineFilter, "key_storage">) {
  const said =
    what === "none"
      ? db.selectFrom("devices").where(sql<boolean>`devices.tells_posture = 0`).where(hasKeyIn("devices", place))
      : db.selectFrom("postures").where(saysSo(what)).where(hasKeyIn("postures", place));
  return countUpTo(db, said, MOST_LOOKED_UP);
}

/** The second condition of few is that of an index (`devices_ended`). */
const isInState = (state: NonNullable<MachineFilter["state"]>, size: Size) =>
  size === "few" && state !== "active"
    ? sql`devices.state = ${state} and devices.state <> 'active'`
    : sql`${unindexed("devices.state")} = ${state}`;

/** Counts the machines that the filter leaves. Without a person, one table is enough. */
async function countMachines(db: Db, filter: MachineFilter): Promise<number | null> {
  const { said, key_storage: _counted, ...others } = filter;
  if (said !== undefined && !isFiltered(others))
    return said.count === null || said.count > MOST_COUNTED ? null : said.count;
  return filter.user === undefined
    ? countUpTo(db, db.selectFrom("devices").where(isLeft(filter, "few")))
    : countUpTo(db, left(db, filter, "few"));
}

const selected = (machines: ReturnType<typeof left>) =>
  machines
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
    posture: await postureOf(db, row.device),
    browsers,
    passkeys: passkeys.map(({ backup_eligible, ...passkey }) => ({ ...passkey, synced: backup_eligible === 1 })),
    history: await historyOf(db, row.device),
  };
}

async function postureOf(db: Db, device: string): Promise<MachineAnswer["posture"]> {
  const row = await db
    .selectFrom("postures")
    .select(["posture", "stated_at"])
    .where("device_jkt", "=", device)
    .executeTakeFirst();
  if (row === undefined) return null;
  const kept = readKeptPosture(row.posture);
  const facts = POSTURE_NAMES.flatMap((name) => {
    const fact = kept[name];
    if (fact === undefined) return [];
    const { value, reason = null, source, at } = fact;
    return [{ name, value, reason, source, looked_at: at * 1000 }];
  });
  return { said_at: row.stated_at * 1000, facts };
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
