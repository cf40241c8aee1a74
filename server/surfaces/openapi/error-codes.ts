import { isRefusalCode, REFUSALS, type RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { OauthCode } from "@nearside/shared/oauth/oauth-errors.ts";
import type { EdgeCode } from "../../platform/http/http-error.ts";
import { OAUTH_ERRORS } from "../../platform/http/oauth-error.ts";
import { EDGE_ERRORS, statusOfRefusal } from "../../platform/wire-error.ts";

/** Every reason to refuse a link of the chain that is answered with 400. */
export const CHAIN_CODES: readonly RefusalCode[] = Object.keys(REFUSALS).filter(
  (code): code is RefusalCode => isRefusalCode(code) && statusOfRefusal(code) === 400,
);

/** Every refusal of the chain, as an error of OAuth may carry it. */
export const ALL_REFUSALS: readonly string[] = Object.keys(REFUSALS);

const isOauthCode = (code: string): code is OauthCode => Object.hasOwn(OAUTH_ERRORS, code);

/** The HTTP status with which the protocol's own addresses answer that code. */
export function statusOf(code: RefusalCode | OauthCode | EdgeCode): number {
  if (isRefusalCode(code)) return statusOfRefusal(code);
  return isOauthCode(code) ? OAUTH_ERRORS[code] : EDGE_ERRORS[code].status;
}
