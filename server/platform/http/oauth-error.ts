import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import type { Newcomer, SecondWait } from "@nearside/shared/api/second-wait.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { OauthCode } from "@nearside/shared/oauth/oauth-errors.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { logTexts } from "../../texts/log.ts";
import { type Beside, WireError } from "../wire-error.ts";
import { newcomersBeside, rulesBeside } from "./refused-by-rules.ts";

/** The HTTP status of each code of the OAuth endpoints. */
export const OAUTH_ERRORS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  invalid_authorization_details: 400,
  unmet_authentication_requirements: 400,
  authorization_pending: 400,
  slow_down: 400,
  access_denied: 400,
  expired_token: 400,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  invalid_redirect_uri: 400,
  invalid_client_metadata: 400,
  invalid_software_statement: 400,
  unapproved_software_statement: 400,
  invalid_token: 401,
  clock_skew: 400,
} as const satisfies Record<OauthCode, ContentfulStatusCode>;

interface OauthErrorOptions extends ErrorOptions {
  readonly serverTime?: number;
  readonly field?: string;
  readonly refusal?: RefusalCode;
  readonly trouble?: readonly BrowserTrouble[];
  readonly wanted?: Wanted | null;
  readonly rules?: readonly DecidingRule[];
  readonly newcomers?: readonly Newcomer[];
  readonly reason?: string | undefined;
  readonly second?: SecondWait;
  readonly by?: string | undefined;
  readonly isOrdinary?: boolean;
}

/** The line about an answer that only says how an orderly conversation continues. */
const ORDINARY = { level: "debug", message: logTexts.requests.askedAgain } as const;

/** Ends a request to an OAuth endpoint, or to another one that takes a DPoP proof. */
export class OauthError extends WireError {
  override readonly name = "OauthError";
  readonly code: OauthCode;
  readonly description: string;
  /** The member of the client metadata that the error is about, with an error of RFC 7591 §3.2.2. A page shows the description beside it. */
  readonly field: string | undefined;
  /** NumericDate of the server, where the client needs it. */
  readonly serverTime: number | undefined;
  /** The refusal code, where the error code alone says less. */
  readonly refusal: RefusalCode | undefined;
  /** Set with `authorization_pending`: reasons that browsers reported for not meeting the command line (protocol §4.4). */
  readonly trouble: readonly BrowserTrouble[];
  /** Set with `authorization_pending`: the text that rules want the person to type in the browser. */
  readonly wanted: Wanted | undefined;
  /** Set with `refusal`: the rules that decided it. */
  readonly rules: readonly DecidingRule[];
  /** Set with the refusal `co_approver_missing`: the people who do not count yet. */
  readonly newcomers: readonly Newcomer[];
  /** Set with the refusal `denied`: the person's reason. It is theirs and not the server's, so no line of the log has it. */
  readonly reason: string | undefined;
  /** Set with `reason`, if a person other than the one who wants the login gave it: their name. */
  readonly by: string | undefined;
  /** Set with `authorization_pending`: the people whom the login waits for (protocol §11). */
  readonly second: SecondWait | undefined;
  /** True for an answer by which an orderly conversation begins or continues: the first nonce (RFC 9449 §8), a login that waits (RFC 8628 §3.5). */
  readonly isOrdinary: boolean;

  constructor(code: OauthCode, description: string, options: OauthErrorOptions = {}) {
    super(`${code}: ${description}`, options);
    this.code = code;
    this.description = description;
    this.field = options.field;
    this.serverTime = options.serverTime;
    this.refusal = options.refusal;
    this.trouble = options.trouble ?? [];
    this.wanted = options.wanted ?? undefined;
    this.rules = options.rules ?? [];
    this.newcomers = options.newcomers ?? [];
    this.reason = options.reason;
    this.by = options.by;
    this.second = options.second;
    this.isOrdinary = options.isOrdinary ?? false;
  }

  get status() {
    return OAUTH_ERRORS[this.code];
  }

  override get beside(): Beside {
    const { refusal, serverTime, trouble, wanted, rules, newcomers, reason, by, second } = this;
    return {
      ...(refusal === undefined ? {} : { refusal }),
      ...(serverTime === undefined ? {} : { server_time: serverTime }),
      ...(trouble.length === 0 ? {} : { trouble }),
      ...(wanted === undefined ? {} : { wanted }),
      ...rulesBeside(rules),
      ...newcomersBeside(newcomers),
      ...(reason === undefined ? {} : { reason }),
      ...(by === undefined ? {} : { by }),
      ...(second === undefined ? {} : { second }),
    };
  }

  override get logLine() {
    return this.isOrdinary ? ORDINARY : super.logLine;
  }
}
