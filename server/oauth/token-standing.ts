import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Ground } from "../ground.ts";
import type { Db, Trx } from "../store/database.ts";
import { demandFamilyStanding } from "./family-standing.ts";
import { findFamily } from "./token-store.ts";

/**
 * The access token of that `jti`, whose signature and time were judged before, stands: it was not ended by itself, and all that its
 * family rests on is in force (threat R16).
 *
 * @throws Refused the first reason for which it does not
 */
export async function demandTokenStanding(
  db: Db | Trx,
  { clock, config }: Pick<Ground, "clock" | "config">,
  jti: string,
): Promise<{ readonly userId: string }> {
  const row = await db
    .selectFrom("access_tokens")
    .select(["family_id", "state"])
    .where("jti", "=", jti)
    .executeTakeFirst();
  const family = row && (await findFamily(db, { id: row.family_id }));
  if (row?.state !== "active" || family === undefined) return refuse("credential_revoked", "access_token");
  await demandFamilyStanding({ config, db }, family, clock());
  return { userId: family.userId };
}
