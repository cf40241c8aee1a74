import { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import { proofSchema } from "@nearside/shared/oauth/proof-tier.ts";
import { stepUpEntries } from "@nearside/shared/oauth/step-up.ts";
import * as v from "valibot";
import type { Db, Trx } from "../store/database.ts";
import { fixedQuery } from "../store/fixed-query.ts";

// The contract: `useRefreshToken` and `voidRefreshToken` are conditional writes; of several callers at once exactly one is
// told true.

const grantSchema = v.strictObject({
  audience: v.array(v.string()),
  authorization_details: authorizationDetailsSchema,
  request: v.string(),
  chain: v.string(),
  auth_time: v.number(),
  acr: v.string(),
  amr: v.array(v.string()),
  /** What `acr` and `amr` rest on. Absent in what was written before it was told. */
  proof: v.optional(proofSchema),
  /** Whatever class was asked for, every token of the family has (RFC 9470). */
  acr_values: stepUpEntries.acr_values,
  bound_set_id: v.string(),
  extension_jkt: v.string(),
  credential_id: v.string(),
  /** As the decision had it. */
  access_token_seconds: v.number(),
});
/** What every token of one family says alike: it was agreed to once (protocol §4.6). */
export type Grant = v.InferOutput<typeof grantSchema>;

/** One approval and every token that came of it. Times in epoch milliseconds. */
export interface TokenFamily {
  readonly id: string;
  readonly loginId: string;
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

export interface RefreshToken {
  readonly hash: string;
  readonly familyId: string;
  readonly state: "active" | "used" | "voided";
  readonly successor: string | null;
  readonly usedAt: number | null;
}

export async function insertFamily(trx: Trx, family: TokenFamily): Promise<void> {
  await trx
    .insertInto("token_families")
    .values({
      id: family.id,
      login_id: family.loginId,
      user_id: family.userId,
      device_jkt: family.deviceJkt,
      session_jkt: family.sessionJkt,
      client_id: family.clientId,
      bound_set_id: family.grant.bound_set_id,
      extension_jkt: family.grant.extension_jkt,
      credential_id: family.grant.credential_id,
      scope: family.scope,
      data: JSON.stringify(family.grant),
      state: family.state,
      reason: null,
      created_at: family.createdAt,
      expires_at: family.expiresAt,
    })
    .execute();
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
  return (
    row && {
      id: row.id,
      loginId: row.login_id,
      userId: row.user_id,
      deviceJkt: row.device_jkt,
      sessionJkt: row.session_jkt,
      clientId: row.client_id,
      scope: row.scope,
      grant: v.parse(grantSchema, JSON.parse(row.data)),
      state: row.state,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }
  );
}

/**
 * The family, for whoever changes which of its tokens count: one at a time. Its holder has read what the one before has left.
 */
export async function holdFamily(trx: Trx, id: string): Promise<TokenFamily | undefined> {
  await trx.selectFrom("token_families").select("id").where("id", "=", id).forNoKeyUpdate().execute();
  return findFamily(trx, { id });
}

/** What its next tokens say: less than before, where something holds no more. */
export async function weakenFamily(trx: Trx, { id }: Pick<TokenFamily, "id">, grant: Grant): Promise<void> {
  await trx
    .updateTable("token_families")
    .set({ data: JSON.stringify(grant) })
    .where("id", "=", id)
    .execute();
}

/** Ends every token of the family. False where it had ended before. */
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

/** By a column that is indexed, and one more. */
export interface WhoseFamilies {
  readonly column: "bound_set_id" | "user_id";
  readonly value: string;
  readonly and?: { readonly column: "credential_id" | "extension_jkt"; readonly value: string };
}

/** Ends every token of those families whose time is not over. @returns the ids of those that had not ended before */
export async function revokeFamilies(
  trx: Trx,
  { column, value, and }: WhoseFamilies,
  reason: string,
  now: number,
): Promise<readonly string[]> {
  const all = trx
    .selectFrom("token_families")
    .select("id")
    .where(column, "=", value)
    .where("state", "=", "active")
    .where("expires_at", ">", now);
  const these = and === undefined ? all : all.where(and.column, "=", and.value);
  const held = await these.orderBy("id").forNoKeyUpdate().execute(); // by their id, as everybody locks them
  const revoked: string[] = [];
  for (const { id } of held) if (await revokeFamily(trx, id, reason)) revoked.push(id);
  return revoked;
}

const insertRefresh = fixedQuery<{ hash: string; family_id: string; created_at: number; expires_at: number }>()(
  (db, value) =>
    db.insertInto("refresh_tokens").values({
      hash: value("hash"),
      family_id: value("family_id"),
      state: "active",
      successor: null,
      created_at: value("created_at"),
      expires_at: value("expires_at"),
      used_at: null,
    }),
);

export async function insertRefreshToken(
  trx: Trx,
  token: { readonly hash: string; readonly familyId: string; readonly createdAt: number; readonly expiresAt: number },
): Promise<void> {
  const { hash, familyId: family_id, createdAt: created_at, expiresAt: expires_at } = token;
  await insertRefresh(trx, { hash, family_id, created_at, expires_at });
}

const refreshByHash = fixedQuery<{ hash: string }>()((db, value) =>
  db.selectFrom("refresh_tokens").selectAll().where("hash", "=", value("hash")),
);

export async function findRefreshToken(db: Db | Trx, hash: string): Promise<RefreshToken | undefined> {
  const [row] = await refreshByHash(db, { hash });
  return (
    row && {
      hash: row.hash,
      familyId: row.family_id,
      state: row.state,
      successor: row.successor,
      usedAt: row.used_at,
    }
  );
}

/** `active → used`, naming its successor. */
export async function useRefreshToken(trx: Trx, hash: string, successor: string, now: number): Promise<boolean> {
  const used = await trx
    .updateTable("refresh_tokens")
    .set({ state: "used", successor, used_at: now })
    .where("hash", "=", hash)
    .where("state", "=", "active")
    .returning("hash")
    .executeTakeFirst();
  return used !== undefined;
}

/** `used → used` by another successor, where the answer with the first one was lost: only from the successor that was read. */
export async function replaceSuccessor(trx: Trx, hash: string, from: string, to: string): Promise<boolean> {
  const replaced = await trx
    .updateTable("refresh_tokens")
    .set({ successor: to })
    .where("hash", "=", hash)
    .where("successor", "=", from)
    .returning("hash")
    .executeTakeFirst();
  return replaced !== undefined;
}

/** `active → voided`: it was handed out, but its answer was lost. */
export async function voidRefreshToken(trx: Trx, hash: string): Promise<boolean> {
  const voided = await trx
    .updateTable("refresh_tokens")
    .set({ state: "voided" })
    .where("hash", "=", hash)
    .where("state", "=", "active")
    .returning("hash")
    .executeTakeFirst();
  return voided !== undefined;
}

/**
 * The family's refresh token that waits for its first use; undefined once any was used: then an answer was received. Of a
 * family that is held ({@link holdFamily}).
 */
export async function findFirstRefreshToken(db: Db | Trx, familyId: string): Promise<string | undefined> {
  const rows = await db
    .selectFrom("refresh_tokens")
    .select(["hash", "state"])
    .where("family_id", "=", familyId)
    .execute();
  if (rows.some(({ state }) => state === "used")) return undefined;
  return rows.find(({ state }) => state === "active")?.hash;
}
