import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import type { Refused } from "@nearside/shared/refused.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import { OutOfReach } from "../login/start/out-of-reach.ts";

// The OAuth endpoints answer a refused proof by the code of RFC 6749 §5.2, our sentence, and beside them our own code, which says more.

/** Makes the error of the device authorization endpoint. @param serverTime NumericDate */
export const refusedRequest = (refused: Refused, serverTime: number): OauthError =>
  refused instanceof OutOfReach
    ? new OauthError("unmet_authentication_requirements", refused.sentence, {
        cause: refused,
        refusal: "proof_too_weak",
      })
    : oauthErrorOf("invalid_request", refused, serverTime);

/** Makes the error of the token endpoint. @param serverTime NumericDate */
export const refusedGrant = (refused: Refused, serverTime: number): OauthError =>
  oauthErrorOf("invalid_grant", refused, serverTime);

function oauthErrorOf(error: "invalid_request" | "invalid_grant", refused: Refused, serverTime: number): OauthError {
  const { code } = refused;
  if (!isRefusalCode(code)) throw refused; // that is a bug
  if (code === "clock_skew") return new OauthError(code, sentenceOf(code), { cause: refused, serverTime });
  const rules = refused instanceof RefusedByRules ? refused.rules : [];
  return new OauthError(error, sentenceOf(code), { cause: refused, refusal: code, rules });
}
