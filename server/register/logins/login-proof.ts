import { writtenChainSchema, writtenEarlierSchema } from "@nearside/shared/chain/read-chain.ts";
import * as v from "valibot";
import { packingBy } from "../../platform/store/packing.ts";
import { approvalSchema, meetingSchema } from "./login.ts";
import { PROOF_WORDS, WRITTEN_WORDS } from "./proof-words.ts";

const texts = writtenChainSchema.entries;

/** The machine's statement has the facts too, and is empty once they were erased. Its hash stays in the request. */
const statementSchema = v.union([texts.device_statement, v.literal("")]);

/** The facts of an earlier login are null once they were erased; their hash stays in its request. */
const earlierTextsSchema = v.strictObject({
  ...writtenEarlierSchema.entries,
  device_statement: statementSchema,
  facts: v.nullable(writtenEarlierSchema.entries.facts),
});

const redemptionSchema = v.strictObject({
  access_token: texts.access_token,
  /** The approval on which it depends, if it depends on one. */
  rests_on: v.exactOptional(earlierTextsSchema),
  /** The times, in epoch seconds, at which that approval was met and given: its own row may lack them by now. */
  earlier: v.exactOptional(v.strictObject({ met_at: v.number(), approved_at: v.number() })),
  rp_id: v.string(),
  origin: v.string(),
  /** The names of the keys in the JWK Set at redemption, in its order. The server keeps the keys themselves for good. */
  kids: v.array(v.string()),
});
/** A redemption adds this to the proof of a login (protocol §7). */
export type Redemption = v.InferOutput<typeof redemptionSchema>;

const proofSchema = v.strictObject({
  device_statement: statementSchema,
  request: texts.request,
  meeting: meetingSchema,
  approval: approvalSchema,
  ...redemptionSchema.entries,
});
/**
 * The proof of a redeemed login: every text of its chain but the facts, which have a column of their own because they can be erased. It is
 * stored once, and packed.
 */
export type LoginProof = v.InferOutput<typeof proofSchema>;

const { pack, unpack } = packingBy(PROOF_WORDS, WRITTEN_WORDS);

export const packProof = (proof: LoginProof): Uint8Array => pack(proof);
export const unpackProof = (packed: Uint8Array): LoginProof => v.parse(proofSchema, unpack(packed));
