import { begunSchema } from "@nearside/shared/api/api-error.ts";
import { browserTroubleSchema } from "@nearside/shared/api/browser-trouble.ts";
import { REFUSALS } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";

// A stranger may hear a closed code and a sentence of a server, and nothing else (threat P7).

/** `server/platform/http/http-error.ts` without what would be a bug, `server/platform/http/oauth-error.ts` and `access-error.ts`. */
const CODES = new Set([
  ...["invalid_request", "not_found", "method_not_allowed", "payload_too_large", "unsupported_media_type"],
  ...["misdirected_request", "rate_limited", "temporarily_unavailable", "invalid_client", "invalid_grant"],
  ...["unsupported_grant_type", "invalid_scope", "invalid_target", "invalid_authorization_details"],
  ...["authorization_pending", "slow_down", "access_denied", "expired_token", "invalid_dpop_proof", "use_dpop_nonce"],
  ...["invalid_redirect_uri", "invalid_client_metadata", "invalid_software_statement"],
  ...["unapproved_software_statement", "unauthorized_client", "unmet_authentication_requirements"],
  ...["invalid_token", "insufficient_scope", "clock_skew", ...Object.keys(REFUSALS)],
]);
const errorSchema = v.strictObject({
  error: v.pipe(
    v.string(),
    v.check((code) => CODES.has(code)),
  ),
  error_description: v.pipe(v.string(), v.maxLength(1024)),
  refusal: v.optional(v.picklist(Object.keys(REFUSALS))),
  server_time: v.optional(v.number()),
  begun: v.optional(begunSchema),
  trouble: v.optional(v.array(browserTroubleSchema)),
});

interface Heard {
  readonly status: number;
  readonly body: string;
}

/** Statuses with which Node by itself answers what is no HTTP, without a body. */
const OF_NODE = new Set([400, 408, 413, 417, 431]);

/** @param bare whether the answer may come of Node's parser alone, or have no body at all, as one to HEAD */
export function judgeAnswer({ status, body }: Heard, bare: boolean): string | undefined {
  if (status >= 500) return `answered ${status}: ${body.slice(0, 200)}`;
  if (status < 400) return undefined;
  if (body === "") return bare || OF_NODE.has(status) ? undefined : `answered ${status} and nothing`;
  return isClosed(body) ? undefined : `answered ${status} without a closed code: ${body.slice(0, 200)}`;
}

function isClosed(body: string): boolean {
  try {
    return v.is(errorSchema, JSON.parse(body));
  } catch {
    return false;
  }
}
