import { isRefusalCode, REFUSALS, type RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { ErrorCode } from "./operation.ts";

/** Refusals of a DPoP proof (RFC 9449 §5, §8; protocol §2). */
export const PROOF_CODES = [
  "invalid_dpop_proof",
  "use_dpop_nonce",
  "clock_skew",
] as const satisfies readonly ErrorCode[];

const UNKNOWN: readonly RefusalCode[] = ["request_unknown", "enrolment_unknown"];

/** Every reason to refuse a link of the chain that is answered with 400. */
export const CHAIN_CODES: readonly RefusalCode[] = Object.keys(REFUSALS).filter(
  (code): code is RefusalCode => isRefusalCode(code) && !UNKNOWN.includes(code),
);

/** Every refusal of the chain, as an error of OAuth may carry it. */
export const ALL_REFUSALS: readonly string[] = Object.keys(REFUSALS);
