import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { limitTexts } from "../../texts/limits.ts";
import { logTexts } from "../../texts/log.ts";
import { WireError } from "../wire-error.ts";
import { LIMITS, type LimitName } from "./limits.ts";

/** The codes at these paths are OAuth's (RFC 6749 §5.2), which has none for a limit. */
const OAUTH_PATH = /^\/oauth\//;

/** Too much was asked, or too fast. Nothing was changed; the same request may succeed later. */
export class RateLimited extends WireError {
  override readonly name = "RateLimited";
  readonly limit: LimitName;
  /** The owner of the exhausted budget: an address's network, or an id. */
  readonly key: string;
  /** Whole seconds, at least 1. */
  readonly retryAfter: number;

  constructor(limit: LimitName, key: string, retryAfter: number) {
    super(limit);
    this.limit = limit;
    this.key = key;
    this.retryAfter = Math.max(1, Math.ceil(retryAfter));
  }

  /** RFC 8628 §3.5 has a code of its own for a client that polls too fast, and the client knows what to do. */
  get #isPoll(): boolean {
    return this.limit === "polls";
  }

  get status() {
    return this.#isPoll ? 400 : 429;
  }

  get code() {
    return this.#isPoll ? "slow_down" : "rate_limited";
  }

  override codeAt(path: string): string {
    return !this.#isPoll && OAUTH_PATH.test(path) ? "temporarily_unavailable" : this.code;
  }

  override get headers() {
    return { "Retry-After": String(this.retryAfter) }; // RFC 9110 §10.2.3
  }

  /** The security log has it, once for each window: see limit-requests.ts. */
  override get logLine() {
    return { level: "debug", message: logTexts.requests.limited, data: { limit: this.limit } } as const;
  }

  get description(): string {
    return limitTexts.tryAgain({ reason: LIMITS[this.limit].sentence, span: inWords(this.retryAfter) });
  }
}

/** Exact while it is short; a longer time is rounded to minutes. */
const inWords = (seconds: number): string => {
  if (seconds === 1) return limitTexts.second;
  return seconds <= 300 ? `${seconds} seconds` : spanInWords(Math.ceil(seconds / 60) * 60);
};
