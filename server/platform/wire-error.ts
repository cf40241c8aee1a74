import type { ApiError } from "@nearside/shared/api/api-error.ts";
import { isRefusalCode, type RefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { logTexts } from "../texts/log.ts";
import { requestTexts } from "../texts/requests.ts";

// An error that ends a request carries everything for its answer: the HTTP status, the closed code and the sentence for the client, and
// the line for the server's log. A new kind of error is a new class, and nothing else.

/** Every refusal that no domain makes. Closed: error code → HTTP status and the sentence for people. */
export const EDGE_ERRORS = {
  invalid_request: { status: 400, sentence: requestTexts.edge.invalidRequest },
  not_found: { status: 404, sentence: requestTexts.edge.notFound },
  method_not_allowed: { status: 405, sentence: requestTexts.edge.methodNotAllowed },
  payload_too_large: { status: 413, sentence: requestTexts.edge.tooLarge },
  unsupported_media_type: { status: 415, sentence: requestTexts.edge.unsupportedType },
  misdirected_request: { status: 421, sentence: requestTexts.edge.misdirected },
  rate_limited: { status: 429, sentence: requestTexts.edge.rateLimited },
  server_error: { status: 500, sentence: requestTexts.edge.serverError },
  not_implemented: { status: 501, sentence: requestTexts.edge.notImplemented },
  part_altered: {
    status: 503,
    sentence: requestTexts.edge.partAltered,
  },
  temporarily_unavailable: { status: 503, sentence: requestTexts.edge.unavailable },
} as const;

/** Members of the answer's body beside `error` and `error_description`, in the order in which they are sent. */
export type Beside = Readonly<Record<string, unknown>>;

/** The line of the server's log about an answer. */
interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  /** Beside method, route, status and codes. */
  readonly data?: Readonly<Record<string, unknown>>;
}

const REFUSED: LogLine = { level: "info", message: logTexts.requests.refused };

/** An error that is answered by what its class says. */
export abstract class WireError extends Error {
  abstract readonly status: ContentfulStatusCode;
  /** `error` of the answer: one of a closed set. */
  abstract readonly code: string;
  /** For the person in front of the client. It may name a field and never quotes one. */
  abstract readonly description: string;

  /** The code as that address says it. @param _path of the request */
  codeAt(_path: string): string {
    return this.code;
  }

  get beside(): Beside {
    return {};
  }

  get headers(): Readonly<Record<string, string>> {
    return {};
  }

  /**
   * The line of the server's log about this error, at level `info`. A class whose error is no ordinary refusal overrides it and states its
   * own level: the line does not follow from the status, so a class of status 500 that overrides nothing would be logged as a refusal. A
   * `cause` is not logged unless the class puts it into `data`.
   */
  get logLine(): LogLine {
    return REFUSED;
  }
}

/** A refused proof that tells the client more than its code. */
export abstract class WireRefusal<Code extends RefusalCode> extends Refused<Code> {
  abstract get beside(): Beside;
}

interface ErrorAnswer {
  readonly status: ContentfulStatusCode;
  readonly body: ApiError;
  readonly headers: Readonly<Record<string, string>>;
  readonly logLine: LogLine;
}

const UNKNOWN: ReadonlySet<RefusalCode> = new Set(["request_unknown", "enrolment_unknown"]);

/** The HTTP status with which a refused link of the chain is answered. */
export const statusOfRefusal = (code: RefusalCode) => (UNKNOWN.has(code) ? 404 : 400);

/**
 * The answer to a request that ended with that error. An error of another kind is a bug: it is logged whole, and the client learns
 * nothing of its cause (threat P7).
 *
 * @param path of the request
 */
export function errorAnswer(error: unknown, path: string): ErrorAnswer {
  if (error instanceof WireError) {
    const { status, description, beside, headers, logLine } = error;
    return { status, body: { error: error.codeAt(path), error_description: description, ...beside }, headers, logLine };
  }
  if (error instanceof Refused && isRefusalCode(error.code)) {
    const { code, field } = error;
    const beside = error instanceof WireRefusal ? error.beside : {};
    const body = { error: code, error_description: sentenceOf(code), ...beside };
    return { status: statusOfRefusal(code), body, headers: {}, logLine: { ...REFUSED, data: { field } } };
  }
  const { status, sentence } = EDGE_ERRORS.server_error;
  return { status, body: { error: "server_error", error_description: sentence }, headers: {}, logLine: bug(error) };
}

/** The line about a bug, with the error and its stack. */
export const bug = (err: unknown): LogLine => ({ level: "error", message: logTexts.requests.failed, data: { err } });
