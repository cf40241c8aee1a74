import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { AccessCode } from "@nearside/shared/oauth/oauth-errors.ts";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type Beside, WireError } from "../wire-error.ts";
import { OauthError } from "./oauth-error.ts";

/** The HTTP status of each code of this server's own resources, which an access token opens. */
export const ACCESS_ERRORS = {
  invalid_token: 401,
  invalid_dpop_proof: 401,
  use_dpop_nonce: 401,
  insufficient_scope: 403,
} as const satisfies Record<AccessCode, ContentfulStatusCode>;

interface AccessErrorOptions extends ErrorOptions {
  readonly refusal?: RefusalCode | undefined;
  /** NumericDate of the server, where the client needs it. */
  readonly serverTime?: number | undefined;
  /** The scope that would suffice. */
  readonly scope?: string;
  /** True for a request without a token: the challenge names no error then (RFC 6750 §3.1). */
  readonly unasked?: boolean;
}

/** Ends a request whose access token or proof was refused. The response carries a challenge. */
export class AccessError extends WireError {
  override readonly name = "AccessError";
  readonly code: AccessCode;
  /** Text for the client: printable ASCII without quotes and backslashes, as a challenge may hold it (RFC 6750 §3). */
  readonly description: string;
  readonly refusal: RefusalCode | undefined;
  readonly serverTime: number | undefined;
  /** `WWW-Authenticate` (RFC 9110 §11.6.1). */
  readonly #challenge: string;

  constructor(code: AccessCode, description: string, options: AccessErrorOptions = {}) {
    super(`${code}: ${description}`, options);
    this.code = code;
    this.description = description;
    this.refusal = options.refusal;
    this.serverTime = options.serverTime;
    const stated = [
      `error="${code}"`,
      `error_description="${description}"`,
      ...(options.scope === undefined ? [] : [`scope="${options.scope}"`]),
    ];
    this.#challenge = `DPoP ${[...(options.unasked === true ? [] : stated), 'algs="ES256"'].join(", ")}`;
  }

  get status() {
    return ACCESS_ERRORS[this.code];
  }

  override get beside(): Beside {
    const { refusal, serverTime } = this;
    return {
      ...(refusal === undefined ? {} : { refusal }),
      ...(serverTime === undefined ? {} : { server_time: serverTime }),
    };
  }

  override get headers() {
    return { "WWW-Authenticate": this.#challenge };
  }

  /** The proof beside the token may have lacked its first nonce, which is as ordinary here as at an OAuth endpoint. */
  override get logLine() {
    return this.cause instanceof OauthError ? this.cause.logLine : super.logLine;
  }
}
