import { type RedirectRefusal, redirectRefusalSchema } from "@nearside/shared/api/authorizations.ts";
import { authorizationIdSchema } from "@nearside/shared/ids.ts";
import type { Selectable } from "kysely";
import * as v from "valibot";
import type { Db, Trx } from "../../platform/store/database.ts";
import { inSteps } from "../../platform/store/in-steps.ts";
import type { RedirectTables } from "../../platform/store/tables/redirect-tables.ts";

// The contract: each step is one conditional write, so exactly one of several callers at once takes it.

/** The request of a program, once an extension has signed for it. Times are in epoch milliseconds. */
interface Asked {
  readonly id: string;
  /** Compact JWS each: the program's wishes, and what the extension signed of them. */
  readonly authorization: string;
  readonly ask: string;
  readonly browserSession: string;
  readonly boundSetId: string;
  readonly deviceJkt: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A code was made. `deliveredAt`: when the keeper said that the program took it; null if it has not. */
interface Coded {
  readonly loginId: string;
  readonly codeExpiresAt: number;
  readonly deliveredAt: number | null;
}

/** A program that only knows a redirect, from the ask of an extension to its code. */
export type KeptRedirect = Asked &
  (
    | { readonly state: "asked" }
    /** The keeper vouches: it has started the login. */
    | { readonly state: "vouched"; readonly loginId: string }
    | ({ readonly state: "coded" } & Coded)
    /** The code was redeemed. */
    | ({ readonly state: "used" } & Coded)
    /** There is no code, or it did not reach the program. No login was started where `loginId` is null. */
    | { readonly state: "refused"; readonly reason: RedirectRefusal; readonly loginId: string | null }
  );

/** The login that the keeper began, if it began one. */
export const loginOfRedirect = (kept: KeptRedirect): string | null => (kept.state === "asked" ? null : kept.loginId);

function redirectOf(row: Selectable<RedirectTables["redirects"]>): KeptRedirect {
  const { id, state, login_id: loginId, code_expires_at: codeExpiresAt, delivered_at: deliveredAt } = row;
  const asked = {
    id,
    authorization: row.authorization,
    ask: row.ask,
    browserSession: row.browser_session,
    boundSetId: row.bound_set_id,
    deviceJkt: row.device_jkt,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
  if (state === "asked") return { ...asked, state };
  if (state === "refused") return { ...asked, state, reason: v.parse(redirectRefusalSchema, row.reason), loginId };
  if (loginId === null) throw new Error("a program that was vouched for lacks its login");
  if (state === "vouched") return { ...asked, state, loginId };
  if (codeExpiresAt === null) throw new Error("a program with a code lacks its end");
  return { ...asked, state, loginId, codeExpiresAt, deliveredAt };
}

/** The subject under which the machine's keeper waits for programs. */
export const redirectsOfMachine = (deviceJkt: string): string => `redirects of ${deviceJkt}`;

/** Stores one. @returns false if its extension, or another one, has asked before */
export async function insertRedirect(
  trx: Trx,
  { id, authorization, ask, browserSession, boundSetId, deviceJkt, createdAt, expiresAt }: Asked,
): Promise<boolean> {
  const inserted = await trx
    .insertInto("redirects")
    .values({
      id,
      authorization,
      ask,
      browser_session: browserSession,
      bound_set_id: boundSetId,
      device_jkt: deviceJkt,
      state: "asked",
      created_at: createdAt,
      expires_at: expiresAt,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** @param id any text, as it is in an address */
export async function findRedirect(db: Db | Trx, id: string): Promise<KeptRedirect | undefined> {
  if (!v.is(authorizationIdSchema, id)) return undefined; // no text of a stranger reaches the database
  const row = await db.selectFrom("redirects").selectAll().where("id", "=", id).executeTakeFirst();
  return row && redirectOf(row);
}

export async function findRedirectOfLogin(db: Db | Trx, loginId: string): Promise<KeptRedirect | undefined> {
  const row = await db.selectFrom("redirects").selectAll().where("login_id", "=", loginId).executeTakeFirst();
  return row && redirectOf(row);
}

/** @param hash SHA-256 of the code, base64url */
export async function findRedirectByCode(db: Db | Trx, hash: string): Promise<KeptRedirect | undefined> {
  const row = await db.selectFrom("redirects").selectAll().where("code_hash", "=", hash).executeTakeFirst();
  return row && redirectOf(row);
}

/** Finds those of a machine that wait for its keeper, the oldest first. */
export async function findAsked(db: Db | Trx, deviceJkt: string, since: number): Promise<readonly KeptRedirect[]> {
  const rows = await db
    .selectFrom("redirects")
    .selectAll()
    .where("device_jkt", "=", deviceJkt)
    .where("state", "=", "asked")
    .where("created_at", ">", since)
    .orderBy("created_at")
    .limit(MOST_ASKED)
    .execute();
  return rows.map(redirectOf);
}

/** A person opens one page at a time. More wait until the first ones are answered. */
const MOST_ASKED = 16;

/** Counts those of a machine that were asked for since then and whose program may still get its code. */
export async function countOpenRedirects(trx: Trx, deviceJkt: string, since: number): Promise<number> {
  const { count } = await trx
    .selectFrom("redirects")
    .select((eb) => eb.fn.countAll<number | string>().as("count"))
    .where("device_jkt", "=", deviceJkt)
    .where("state", "in", ["asked", "vouched"])
    .where("created_at", ">", since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The keeper vouches by beginning a login. @returns false if it was answered before */
export async function vouchFor(trx: Trx, id: string, deviceJkt: string, loginId: string): Promise<boolean> {
  const row = await trx
    .updateTable("redirects")
    .set({ state: "vouched", login_id: loginId })
    .where("id", "=", id)
    .where("device_jkt", "=", deviceJkt)
    .where("state", "=", "asked")
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** There is no code, or it did not reach the program: none that was made counts any more. @returns false if it expired */
export async function refuseRedirect(trx: Trx, id: string, reason: RedirectRefusal): Promise<boolean> {
  const row = await trx
    .updateTable("redirects")
    .set({ state: "refused", reason })
    .where("id", "=", id)
    .where("state", "in", ["asked", "vouched", "coded"])
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Stores the hash of a code. A later one takes the place of one that was made before, because its answer was lost, and ends no later.
 *
 * @returns false if there can be no code any more
 */
export async function storeCode(trx: Trx, id: string, hash: string, expiresAt: number): Promise<boolean> {
  const row = await trx
    .updateTable("redirects")
    .set((eb) => ({
      state: "coded",
      code_hash: hash,
      code_expires_at: eb.fn.coalesce("code_expires_at", eb.val(expiresAt)),
    }))
    .where("id", "=", id)
    .where("state", "in", ["vouched", "coded"])
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses the code up. @returns false if it was used before, or another one took its place */
export async function useCode(trx: Trx, id: string, hash: string): Promise<boolean> {
  const row = await trx
    .updateTable("redirects")
    .set({ state: "used" })
    .where("id", "=", id)
    .where("code_hash", "=", hash)
    .where("state", "=", "coded")
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** @returns false if there is no code, or it was said before */
export async function markDelivered(trx: Trx, id: string, at: number): Promise<boolean> {
  const row = await trx
    .updateTable("redirects")
    .set({ delivered_at: at })
    .where("id", "=", id)
    .where("state", "in", ["coded", "used"])
    .where("delivered_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Forgets those that have expired: a code that comes later is unknown, and was refused for its age before. */
export async function deleteRedirects(db: Db, before: number): Promise<void> {
  const old = (most: number) => db.selectFrom("redirects").select("id").where("expires_at", "<=", before).limit(most);
  await inSteps((most) => db.deleteFrom("redirects").where("id", "in", old(most)).executeTakeFirst());
}
