import { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import { LONGEST_STANDING_SECONDS } from "@nearside/shared/lifetimes.ts";
import { proofSchema } from "@nearside/shared/proof/proof-tier.ts";
import { stepUpEntries } from "@nearside/shared/proof/step-up.ts";
import type { Selectable } from "kysely";
import * as v from "valibot";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedLock, fixedQuery } from "../../platform/store/fixed-query.ts";
import type { TokenFamiliesTable } from "../../platform/store/tables/oauth-tables.ts";

const grantSchema = v.strictObject({
  audience: v.array(v.string()),
  authorization_details: authorizationDetailsSchema,
  request: v.string(),
  chain: v.string(),
  auth_time: v.number(),
  acr: v.string(),
  amr: v.array(v.string()),
  /** The proof behind `acr` and `amr`. Rows that were written before it existed have none. */
  proof: v.optional(proofSchema),
  /** The classes that the login requested, which every token of the family has (RFC 9470). */
  acr_values: stepUpEntries.acr_values,
  /** `placeId` of the place, for a command line elsewhere (protocol §10.5). */
  place: v.optional(v.string()),
  bound_set_id: v.string(),
  extension_jkt: v.string(),
  credential_id: v.string(),
  /** The value of the decision. */
  access_token_seconds: v.number(),
});
/** The claims that all tokens of one family share: they were agreed to once (protocol §4.6). */
export type Grant = v.InferOutput<typeof grantSchema>;

/** Writes the column `data`: what other columns of the row say is not written twice. */
function dataOf({ request: _login, bound_set_id: _set, extension_jkt: _key, credential_id: _passkey, ...rest }: Grant) {
  return JSON.stringify(rest);
}

function grantOf({ data, login_id: request, bound_set_id, extension_jkt, credential_id }: FamilyRow): Grant {
  const rest: object = JSON.parse(data);
  return v.parse(grantSchema, { ...rest, request, bound_set_id, extension_jkt, credential_id });
}

/** One approval, and every token that came from it. Times are in epoch milliseconds. */
export interface TokenFamily {
  readonly id: string;
  readonly loginId: string;
  /** The login on whose touch it depends; null if that is its own. */
  readonly restsOn: string | null;
  readonly userId: string;
  readonly deviceJkt: string;
  readonly sessionJkt: string;
  readonly clientId: string;
  readonly scope: string;
  readonly grant: Grant;
  readonly state: "active" | "revoked";
  readonly createdAt: number;
  readonly expiresAt: number;
}

const insert = fixedQuery<Omit<Selectable<TokenFamiliesTable>, "reason">>()((db, value) =>
  db.insertInto("token_families").values({
    id: value("id"),
    login_id: value("login_id"),
    user_id: value("user_id"),
    device_jkt: value("device_jkt"),
    session_jkt: value("session_jkt"),
    client_id: value("client_id"),
    bound_set_id: value("bound_set_id"),
    extension_jkt: value("extension_jkt"),
    credential_id: value("credential_id"),
    rests_on: value("rests_on"),
    scope: value("scope"),
    data: value("data"),
    state: value("state"),
    reason: null,
    created_at: value("created_at"),
    expires_at: value("expires_at"),
  }),
);

export async function insertFamily(trx: Trx, family: TokenFamily): Promise<void> {
  await insert(trx, {
    id: family.id,
    login_id: family.loginId,
    user_id: family.userId,
    device_jkt: family.deviceJkt,
    session_jkt: family.sessionJkt,
    client_id: family.clientId,
    bound_set_id: family.grant.bound_set_id,
    extension_jkt: family.grant.extension_jkt,
    credential_id: family.grant.credential_id,
    rests_on: family.restsOn,
    scope: family.scope,
    data: dataOf(family.grant),
    state: family.state,
    created_at: family.createdAt,
    expires_at: family.expiresAt,
  });
}

type FamilyKey = { readonly id: string } | { readonly loginId: string };

const familyBy = (column: "id" | "login_id") =>
  fixedQuery<{ key: string }>()((db, value) =>
    db.selectFrom("token_families").selectAll().where(column, "=", value("key")),
  );
const familyById = familyBy("id");
const familyByLogin = familyBy("login_id");

export async function findFamily(db: Db | Trx, key: FamilyKey): Promise<TokenFamily | undefined> {
  const [row] = await ("id" in key ? familyById(db, { key: key.id }) : familyByLogin(db, { key: key.loginId }));
  return row && tokenFamilyOf(row);
}

/** Finds why the family was ended; undefined if it was not. */
export async function findFamilyEnd(db: Db | Trx, id: string): Promise<string | undefined> {
  const row = await db.selectFrom("token_families").select("reason").where("id", "=", id).executeTakeFirst();
  return row?.reason ?? undefined;
}

/**
 * Finds the active ones that depend on the touch of that login, its own included. They are ordered by id, since every caller
 * locks them in that order.
 */
export const findFamiliesOfTouch = (
  db: Db | Trx,
  boundSetId: string,
  loginId: string,
): Promise<{ readonly id: string; readonly expires_at: number }[]> =>
  db
    .selectFrom("token_families")
    .select(["id", "expires_at"])
    .where("bound_set_id", "=", boundSetId)
    .where("state", "=", "active")
    .where((eb) => eb.or([eb("login_id", "=", loginId), eb("rests_on", "=", loginId)]))
    .orderBy("id")
    .execute();

/** Finds those of a machine that are active and have not expired, by their id: every caller ends them in that order. */
export async function findFamiliesOfMachine(
  db: Db | Trx,
  boundSetId: string,
  now: number,
): Promise<readonly TokenFamily[]> {
  const rows = await db
    .selectFrom("token_families")
    .selectAll()
    .where("bound_set_id", "=", boundSetId)
    .where("state", "=", "active")
    .where("expires_at", ">", now)
    .orderBy("id")
    .execute();
  return rows.map(tokenFamilyOf);
}

export type FamilyRow = Selectable<Omit<TokenFamiliesTable, "reason">>;

export const tokenFamilyOf = (row: FamilyRow): TokenFamily => ({
  id: row.id,
  loginId: row.login_id,
  restsOn: row.rests_on,
  userId: row.user_id,
  deviceJkt: row.device_jkt,
  sessionJkt: row.session_jkt,
  clientId: row.client_id,
  scope: row.scope,
  grant: grantOf(row),
  state: row.state,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});

const lockById = fixedLock<{ id: string }>()((db, value) =>
  db.selectFrom("token_families").select("id").where("id", "=", value("id")).forNoKeyUpdate(),
);

/**
 * Locks the family for a transaction that changes which of its tokens count: one at a time. It reads the state that the one
 * before has left.
 */
export async function lockFamily(trx: Trx, id: string): Promise<void> {
  await lockById(trx, { id });
}

/** Stores the weakened claims of its next tokens, because a foundation is weaker than it was. */
export async function weakenFamily(trx: Trx, { id }: Pick<TokenFamily, "id">, grant: Grant): Promise<void> {
  await trx
    .updateTable("token_families")
    .set({ data: JSON.stringify(grant) })
    .where("id", "=", id)
    .execute();
}

/** Ends every token of the family. @returns false if it had ended before */
export async function revokeFamily(trx: Trx, id: string, reason: string): Promise<boolean> {
  const revoked = await trx
    .updateTable("token_families")
    .set({ state: "revoked", reason })
    .where("id", "=", id)
    .where("state", "=", "active")
    .returning("id")
    .executeTakeFirst();
  return revoked !== undefined;
}

/** Selects families by a column that is indexed, and one more condition. */
export interface WhoseFamilies {
  readonly column: "bound_set_id" | "user_id";
  readonly value: string;
  readonly and?: { readonly column: "credential_id" | "extension_jkt"; readonly value: string };
}

/**
 * Ends every token of those families that has not expired. An expired one is ended as well, while its approval may count for
 * another login: an approval that was ended early counts for nothing (threat R29).
 *
 * @returns the ids of those that had not ended before
 */
export async function revokeFamilies(
  trx: Trx,
  { column, value, and }: WhoseFamilies,
  reason: string,
  now: number,
): Promise<readonly string[]> {
  const all = trx
    .selectFrom("token_families")
    .select(["id", "expires_at"])
    .where(column, "=", value)
    .where("state", "=", "active")
    .where("expires_at", ">", now - LONGEST_STANDING_SECONDS * 1000);
  const these = and === undefined ? all : all.where(and.column, "=", and.value);
  const held = await these.orderBy("id").forNoKeyUpdate().execute(); // by their id, as every transaction locks them
  const revoked: string[] = [];
  for (const { id, expires_at } of held)
    if ((await revokeFamily(trx, id, reason)) && expires_at > now) revoked.push(id);
  return revoked;
}
