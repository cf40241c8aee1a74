import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { LIMITS, type LimitName } from "./limits.ts";

/** Too many requests. Nothing changed, and the same request may succeed later. */
export class RateLimited extends Error {
  override readonly name = "RateLimited";
  readonly limit: LimitName;
  /** The owner of the spent budget: an address's network, or an id. */
  readonly key: string;
  /** Whole seconds, at least 1. */
  readonly retryAfter: number;

  constructor(limit: LimitName, key: string, retryAfter: number) {
    super(limit);
    this.limit = limit;
    this.key = key;
    this.retryAfter = Math.max(1, Math.ceil(retryAfter));
  }

  /** Text for the person at the client. */
  get description(): string {
    return `${LIMITS[this.limit].sentence} Try again in ${inWords(this.retryAfter)}.`;
  }
}

/** Exact while it is short; a longer time is rounded to minutes. */
const inWords = (seconds: number): string => {
  if (seconds === 1) return "a second";
  return seconds <= 300 ? `${seconds} seconds` : spanInWords(Math.ceil(seconds / 60) * 60);
};
