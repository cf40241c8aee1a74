import { type WrittenChain, writtenChainSchema } from "@nearside/shared/chain/read-chain.ts";
import * as v from "valibot";
import type { Db, Trx } from "../store/database.ts";

const evidenceSchema = v.strictObject({
  version: v.literal(1),
  chain: writtenChainSchema,
  rp_id: v.string(),
  origin: v.string(),
  /** The JWK Set in force at redemption. */
  jwks: v.strictObject({ keys: v.array(v.record(v.string(), v.unknown())) }),
  /** Bound set and enrolment that the keys stand on, by id: their own evidence lies with the enrolment. */
  bound_set_id: v.string(),
});
/** With it anybody verifies the chain offline, years later (protocol §7). */
export type Evidence = Omit<v.InferOutput<typeof evidenceSchema>, "chain"> & { readonly chain: WrittenChain };

export async function insertEvidence(trx: Trx, loginId: string, evidence: Evidence, now: number): Promise<void> {
  await trx
    .insertInto("evidence")
    .values({ login_id: loginId, data: JSON.stringify(evidence), created_at: now })
    .execute();
}

export async function findEvidence(db: Db | Trx, loginId: string): Promise<Evidence | undefined> {
  const row = await db.selectFrom("evidence").select("data").where("login_id", "=", loginId).executeTakeFirst();
  return row && v.parse(evidenceSchema, JSON.parse(row.data));
}
