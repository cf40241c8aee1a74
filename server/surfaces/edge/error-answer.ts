import { type ApiError, MOST_RULES_IN_ERROR } from "@nearside/shared/api/api-error.ts";
import { isRefusalCode, type RefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ACCESS_ERRORS, AccessError } from "../../platform/http/access-error.ts";
import { CONSOLE_ERRORS, ConsoleError } from "../../platform/http/console-error.ts";
import { EDGE_ERRORS, HttpError } from "../../platform/http/http-error.ts";
import { OAUTH_ERRORS, OauthError } from "../../platform/http/oauth-error.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import { RateLimited } from "../../platform/limits/rate-limited.ts";
import { DatabaseAway } from "../../platform/store/database-away.ts";
import { TicketRefused } from "../../register/enrolments/ticket-refusals.ts";

interface ErrorAnswer {
  readonly status: ContentfulStatusCode;
  readonly body: ApiError;
  /** Whole seconds, where trying again later may help (RFC 9110 §10.2.3). */
  readonly retryAfter?: number;
  /** `WWW-Authenticate`: how to come again (RFC 9110 §11.6.1). */
  readonly challenge?: string;
  /** A bug of ours: to be logged as such, and never told to the client. */
  readonly isBug: boolean;
}

/** Seconds: a connection is made anew as soon as somebody asks. */
const RETRY_DATABASE = 1;

/** Every other refused proof is answered with 400. */
const STATUS_OF_REFUSAL: Partial<Record<RefusalCode, ContentfulStatusCode>> = {
  request_unknown: 404,
  enrolment_unknown: 404,
};

/** Where the codes are OAuth's (RFC 6749 §5.2); all others say `rate_limited`. */
const OAUTH_PATH = /^\/oauth\//;

const toldRules = (rules: readonly DecidingRule[]): Pick<ApiError, "rules"> =>
  rules.length === 0 ? {} : { rules: rules.slice(0, MOST_RULES_IN_ERROR) };

/** Says what the code alone does not. */
function toldBeside(error: Refused): Pick<ApiError, "rules" | "begun"> {
  if (error instanceof RefusedByRules) return toldRules(error.rules);
  return error instanceof TicketRefused && error.begun !== undefined ? { begun: error.begun } : {};
}

/** What the client hears of an error: a closed code and a sentence. What is not one of ours is a bug. */
export function errorAnswer(error: unknown, path: string): ErrorAnswer {
  if (error instanceof RateLimited) {
    const code = OAUTH_PATH.test(path) ? "temporarily_unavailable" : "rate_limited";
    // RFC 8628 §3.5 has a code of its own for who polls too fast, and a client of it knows what to do
    const [status, said] = error.limit === "polls" ? ([400, "slow_down"] as const) : ([429, code] as const);
    const body = { error: said, error_description: error.description };
    return { status, body, retryAfter: error.retryAfter, isBug: false };
  }
  if (error instanceof DatabaseAway) {
    const { status, sentence } = EDGE_ERRORS.temporarily_unavailable;
    const body = { error: "temporarily_unavailable", error_description: sentence };
    return { status, body, retryAfter: RETRY_DATABASE, isBug: false };
  }
  if (error instanceof HttpError) {
    const { status } = EDGE_ERRORS[error.code];
    return { status, body: { error: error.code, error_description: error.description }, isBug: status === 500 };
  }
  if (error instanceof Refused && isRefusalCode(error.code)) {
    const status = STATUS_OF_REFUSAL[error.code] ?? 400;
    const body = { error: error.code, error_description: sentenceOf(error.code), ...toldBeside(error) };
    return { status, body, isBug: false };
  }
  if (error instanceof ConsoleError) {
    const { code, description, refusal, fields } = error;
    const body = {
      error: code,
      error_description: description,
      ...(refusal === undefined ? {} : { refusal }),
      ...(fields === undefined ? {} : { fields }),
    };
    return { status: CONSOLE_ERRORS[code].status, body, isBug: false };
  }
  if (error instanceof OauthError) {
    const { code, description, refusal, serverTime, trouble, wanted, rules } = error;
    const body = {
      error: code,
      error_description: description,
      ...(refusal === undefined ? {} : { refusal }),
      ...(serverTime === undefined ? {} : { server_time: serverTime }),
      ...(trouble.length === 0 ? {} : { trouble }),
      ...(wanted === undefined ? {} : { wanted }),
      ...toldRules(rules),
    };
    return { status: OAUTH_ERRORS[error.code], body, isBug: false };
  }
  if (error instanceof AccessError) {
    const { code, description, refusal, serverTime, challenge } = error;
    const body = {
      error: code,
      error_description: description,
      ...(refusal === undefined ? {} : { refusal }),
      ...(serverTime === undefined ? {} : { server_time: serverTime }),
    };
    return { status: ACCESS_ERRORS[code], body, challenge, isBug: false };
  }
  return {
    status: 500,
    body: { error: "server_error", error_description: EDGE_ERRORS.server_error.sentence },
    isBug: true,
  };
}
