import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import type { Refused } from "@nearside/shared/refused.ts";
import { OauthError } from "./oauth-error.ts";

/** A refused proof as the token endpoint says it: RFC 6749 §5.2's code, our sentence. */
export function refusedGrant(refused: Refused, serverTime: number): OauthError {
  const sentence = isRefusalCode(refused.code) ? sentenceOf(refused.code) : refused.message;
  if (refused.code === "clock_skew") return new OauthError("clock_skew", sentence, { cause: refused, serverTime });
  return new OauthError("invalid_grant", sentence, { cause: refused });
}
