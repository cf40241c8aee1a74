import { REFUSALS, type RefusalCode } from "../chain/refusal.ts";
import { EVIDENCE_FAILURES } from "../texts/evidence-failures.ts";

/** The meaning of a failure for a verifier of evidence. */
export const FAILURE_SENTENCES: Readonly<Record<RefusalCode, string>> = {
  ...REFUSALS,
  ...(EVIDENCE_FAILURES satisfies Partial<Record<RefusalCode, string>>),
};
