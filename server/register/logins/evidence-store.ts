import type { WrittenChain, WrittenEarlier } from "@nearside/shared/chain/read-chain.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { CoApproval } from "./login.ts";
import { type LoginProof, unpackProof } from "./login-proof.ts";

/** The facts are null once they were erased after their retention; their hash stays in the request. */
type Erasable<Written> = Omit<Written, "facts" | "rests_on"> & { readonly facts: string | null };

/** The evidence by which a verifier checks the chain offline, years later (protocol §7). */
export interface StoredEvidence extends Pick<LoginProof, "rp_id" | "origin" | "kids"> {
  readonly chain: Erasable<WrittenChain> & { readonly rests_on?: Erasable<WrittenEarlier> };
  /** The times, in epoch seconds, at which the approval on which it depends was met and given. */
  readonly earlier?: NonNullable<LoginProof["earlier"]>;
  /** The approvals of other people beside it (protocol §11), in their order. */
  readonly co_approvals: readonly CoApproval[];
  /** The id of the bound set that the keys belong to: its own evidence lies with its enrolments. */
  readonly bound_set_id: string;
}

/** True while the facts are stored, and those of the approval on which it depends too. */
export const hasFacts = ({ chain }: StoredEvidence): boolean => chain.facts !== null && chain.rests_on?.facts !== null;

/** Finds the evidence of a redeemed login. */
export async function findEvidence(db: Db | Trx, loginId: string): Promise<StoredEvidence | undefined> {
  const row = await db
    .selectFrom("logins")
    .select(["proof", "facts", "facts_erased_at", "bound_set_id"])
    .where("id", "=", loginId)
    .executeTakeFirst();
  if (row === undefined || row.proof === null) return undefined;
  const { device_statement, request, meeting, approval, access_token, rests_on, ...rest } = unpackProof(row.proof);
  const { earlier, rp_id, origin, kids } = rest;
  const { nonce, hello, presence_proof, relay, attestation } = meeting;
  const { decision, assertion, security_key } = approval;
  const facts = row.facts_erased_at === null ? row.facts : null;
  return {
    chain: {
      ...{ device_statement, request, facts, nonce, hello, presence_proof },
      ...(relay === undefined ? {} : { relay }),
      ...{ attestation, decision, assertion },
      ...(security_key === undefined ? {} : { security_key }),
      ...(rests_on === undefined ? {} : { rests_on }),
      access_token,
    },
    ...(earlier === undefined ? {} : { earlier }),
    co_approvals: approval.second?.approved ?? [],
    ...{ rp_id, origin, kids, bound_set_id: row.bound_set_id },
  };
}
