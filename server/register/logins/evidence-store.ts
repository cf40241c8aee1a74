import { writtenChainSchema, writtenEarlierSchema } from "@nearside/shared/chain/read-chain.ts";
import * as v from "valibot";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";

/** The facts are null once they were erased after their retention; their hash stays in the request. */
const erasableFactsSchema = v.nullable(writtenChainSchema.entries.facts);

const evidenceSchema = v.strictObject({
  version: v.literal(1),
  chain: v.strictObject({
    ...writtenChainSchema.entries,
    facts: erasableFactsSchema,
    rests_on: v.exactOptional(v.strictObject({ ...writtenEarlierSchema.entries, facts: erasableFactsSchema })),
  }),
  /**
   * The times, in epoch seconds, at which the approval on which it depends was met and given: that login may be
   * over by now, and its row lack them.
   */
  earlier: v.exactOptional(v.strictObject({ met_at: v.number(), approved_at: v.number() })),
  rp_id: v.string(),
  origin: v.string(),
  /** The JWK Set in force at redemption. */
  jwks: v.strictObject({ keys: v.array(v.record(v.string(), v.unknown())) }),
  /** The id of the bound set that the keys belong to: its own evidence lies with its enrolments. */
  bound_set_id: v.string(),
});
/** The evidence by which a verifier checks the chain offline, years later (protocol §7). */
export type StoredEvidence = v.InferOutput<typeof evidenceSchema>;

/** True while the facts are stored, and those of the approval on which it depends too. */
export const hasFacts = ({ chain }: StoredEvidence): boolean => chain.facts !== null && chain.rests_on?.facts !== null;

const insert = fixedQuery<{ login_id: string; data: string; created_at: number }>()((db, value) =>
  db
    .insertInto("evidence")
    .values({ login_id: value("login_id"), data: value("data"), created_at: value("created_at") }),
);

export async function insertEvidence(trx: Trx, loginId: string, evidence: StoredEvidence, now: number): Promise<void> {
  await insert(trx, { login_id: loginId, data: JSON.stringify(evidence), created_at: now });
}

export async function findEvidence(db: Db | Trx, loginId: string): Promise<StoredEvidence | undefined> {
  const row = await db.selectFrom("evidence").select("data").where("login_id", "=", loginId).executeTakeFirst();
  return row && v.parse(evidenceSchema, JSON.parse(row.data));
}
