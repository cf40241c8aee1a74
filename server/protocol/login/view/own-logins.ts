import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { OwnLogin, OwnLoginsQuery } from "@nearside/shared/api/console/own-logins.ts";
import { REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { everyPageOf, integerColumn, type Ordering, pageOf, textColumn } from "../../../platform/lists/page-of.ts";
import type { Db } from "../../../platform/store/database.ts";
import { isOpenState } from "../../../register/logins/transitions.ts";

/** Logins are sorted by their end, since the table is indexed by it. All of them end equally long after they began. */
const ORDER: Ordering<OwnLoginsQuery["sort"]> = {
  columns: { expires_at: integerColumn("logins.expires_at") },
  id: textColumn("logins.id"),
};

/** A page of the logins of that person. @param now epoch milliseconds */
export async function listOwnLogins(
  db: Db,
  userId: string,
  query: OwnLoginsQuery,
  now: number,
): Promise<ListAnswer<OwnLogin>> {
  const { rows, next, total } = await pageOf(db, ownLogins(db, userId, query), ORDER, query);
  return { rows: await rowsShown(db, rows, now), next, total };
}

/** Yields every login of that person, page after page, for an export. */
export const eachOwnLogin = (
  db: Db,
  userId: string,
  query: OwnLoginsQuery,
  now: number,
): AsyncGenerator<readonly OwnLogin[]> =>
  everyPageOf(ownLogins(db, userId, query), ORDER, query, (rows) => rowsShown(db, rows, now));

/** Finds one login of that person. @returns undefined also if it is another person's */
export async function findOwnLogin(db: Db, userId: string, id: string, now: number): Promise<OwnLogin | undefined> {
  const all = { q: id, state: undefined, device: undefined, from: undefined, to: undefined };
  return (await rowsShown(db, await ownLogins(db, userId, all).execute(), now))[0];
}

/** Finds any person's login, for readers of the security log. */
export async function findAnyLogin(db: Db, id: string, now: number): Promise<OwnLogin | undefined> {
  return (await rowsShown(db, await logins(db).where("id", "=", id).execute(), now))[0];
}

type LoginFilter = Pick<OwnLoginsQuery, "q" | "state" | "device" | "from" | "to">;

const logins = (db: Db) =>
  db
    .selectFrom("logins")
    .select(["id", "client_id", "state", "bound_set_id", "device_jkt", "facts", "data"])
    .select(["created_at", "decided_at", "expires_at"]);

function ownLogins(db: Db, userId: string, { q, state, device, from, to }: LoginFilter) {
  let left = logins(db).where("user_id", "=", userId);
  if (q !== "") left = left.where((eb) => eb.or([eb("id", "=", q), eb("client_id", "=", q)]));
  if (state !== undefined) left = left.where("state", "=", state);
  if (device !== undefined) left = left.where("device_jkt", "=", device);
  // a login begins in a whole second, and ends so long after it
  if (from !== undefined) left = left.where("expires_at", ">=", from + REQUEST_SECONDS * 1000);
  if (to !== undefined) left = left.where("expires_at", "<=", to + REQUEST_SECONDS * 1000);
  return left;
}

type Row = Awaited<ReturnType<ReturnType<typeof ownLogins>["execute"]>>[number];

/** The shown members of logins: the facts as they were requested, and an alarm where something is wrong. */
async function rowsShown(db: Db, rows: readonly Row[], now: number): Promise<OwnLogin[]> {
  const hostnames = await hostnamesOf(db, [...new Set(rows.map(({ device_jkt }) => device_jkt))]);
  const elsewhere = await openedElsewhere(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const { client, context, seen, scope, resource } = readFacts(row.facts);
    return {
      id: row.id,
      client,
      state: isOpenState(row.state) && row.expires_at <= now ? "expired" : row.state,
      alarm: isAlert(row) ? "denied_as_foreign" : elsewhere.has(row.id) ? "opened_elsewhere" : null,
      machine: { id: row.bound_set_id, device: row.device_jkt, hostname: hostnames.get(row.device_jkt) ?? "" },
      command: context.command,
      cwd: context.cwd,
      address: seen.address,
      scope,
      resource,
      created_at: row.created_at,
      decided_at: row.decided_at,
    };
  });
}

/** "I didn't start this", as `moveLogin` writes it. */
const isAlert = ({ state, data }: Row): boolean => {
  if (state !== "denied") return false;
  const stored: unknown = JSON.parse(data);
  return typeof stored === "object" && stored !== null && "alert" in stored && stored.alert === true;
};

async function hostnamesOf(db: Db, devices: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (devices.length === 0) return new Map();
  const rows = await db.selectFrom("devices").select(["jkt", "hostname"]).where("jkt", "in", devices).execute();
  return new Map(rows.map(({ jkt, hostname }) => [jkt, hostname]));
}

/** Finds those logins that were opened on another machine than the one that started them (protocol §4.4). */
async function openedElsewhere(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom("events")
    .select("subject")
    .where("subject", "in", ids)
    .where("kind", "=", "login_reported")
    .execute();
  return new Set(rows.flatMap(({ subject }) => subject ?? []));
}
