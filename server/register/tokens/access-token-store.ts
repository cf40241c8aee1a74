import type { Selectable } from "kysely";
import type { Database, Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";
import { inSteps } from "../../platform/store/in-steps.ts";

// For each access token the table has its origin, whether it was ended by itself, and the place at which that is published. The
// token itself is stored nowhere but in the evidence of a login (protocol §7).

/** The place at which an access token's revocation is published (draft-ietf-oauth-status-list §6). */
export interface StatusPlace {
  /** `sl_…` */
  readonly list: string;
  readonly index: number;
}

/** Forgets the access tokens that have ended. */
export async function deleteAccessTokens(db: Db, endedBefore: number): Promise<void> {
  const old = (most: number) =>
    db.selectFrom("access_tokens").select("jti").where("expires_at", "<", endedBefore).limit(most);
  await inSteps((most) => db.deleteFrom("access_tokens").where("jti", "in", old(most)).executeTakeFirst());
}

interface StoredAccessToken {
  readonly familyId: string;
  /** Client id of the resource server that acts by it; null if it was issued to the program that logged in. */
  readonly actor: string | null;
  /** `jti` of the token that it was exchanged for; null if it came from the approval itself, or from a refresh. */
  readonly parent: string | null;
}

export async function findAccessToken(db: Db | Trx, jti: string): Promise<StoredAccessToken | undefined> {
  const row = await db
    .selectFrom("access_tokens")
    .select(["family_id", "actor", "parent"])
    .where("jti", "=", jti)
    .executeTakeFirst();
  return row && { familyId: row.family_id, actor: row.actor, parent: row.parent };
}

/** `active → revoked`; what was exchanged for it ends with it. @returns false if it had ended before */
export async function revokeAccessToken(trx: Trx, jti: string): Promise<boolean> {
  const revoked = await trx
    .updateTable("access_tokens")
    .set({ state: "revoked" })
    .where("jti", "=", jti)
    .where("state", "=", "active")
    .returning("jti")
    .executeTakeFirst();
  return revoked !== undefined;
}

/** An access token as it is issued (see `Minted`). `exp` is in seconds. */
interface NewAccessToken {
  readonly jti: string;
  readonly exp: number;
  readonly status: StatusPlace;
}

const insert = fixedQuery<Omit<Selectable<Database["access_tokens"]>, "state">>()((db, value) =>
  db.insertInto("access_tokens").values({
    jti: value("jti"),
    family_id: value("family_id"),
    parent: value("parent"),
    actor: value("actor"),
    status_list: value("status_list"),
    status_index: value("status_index"),
    created_at: value("created_at"),
    expires_at: value("expires_at"),
  }),
);

export async function insertAccessToken(
  trx: Trx,
  { jti, exp, status }: NewAccessToken,
  of: {
    readonly familyId: string;
    /** `jti` of the token that it was exchanged for. `actor` is the client id of the API that acts by it (RFC 8693). */
    readonly parent?: string;
    readonly actor?: string | null;
    readonly createdAt: number;
  },
): Promise<void> {
  await insert(trx, {
    jti,
    family_id: of.familyId,
    parent: of.parent ?? null,
    actor: of.actor ?? null,
    status_list: status.list,
    status_index: status.index,
    created_at: of.createdAt,
    expires_at: exp * 1000,
  });
}

/**
 * Holds the token and each token that it was exchanged for: a revocation of one of them came before, or waits until this
 * transaction is over.
 */
export async function holdLineage(trx: Trx, jti: string): Promise<void> {
  let next: string | null = jti;
  while (next !== null) {
    const row: { parent: string | null } | undefined = await trx
      .selectFrom("access_tokens")
      .select("parent")
      .where("jti", "=", next)
      .forShare()
      .executeTakeFirst();
    next = row?.parent ?? null;
  }
}
