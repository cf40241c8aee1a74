import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { LIMITS, type LimitName } from "./limits.ts";

/** Too much, too fast. Nothing moved; the same request may succeed later. */
export class RateLimited extends Error {
  override readonly name = "RateLimited";
  readonly limit: LimitName;
  /** Whose budget is spent: an address's network, or an id of ours. */
  readonly key: string;
  /** Whole seconds, at least 1. */
  readonly retryAfter: number;

  constructor(limit: LimitName, key: string, retryAfter: number) {
    super(limit);
    this.limit = limit;
    this.key = key;
    this.retryAfter = Math.max(1, Math.ceil(retryAfter));
  }

  /** For the person in front of the client. */
  get description(): string {
    return `${LIMITS[this.limit].sentence} Try again in ${inWords(this.retryAfter)}.`;
  }
}

/** Exact while it is short; people who wait longer count in minutes. */
const inWords = (seconds: number): string => {
  if (seconds === 1) return "a second";
  return seconds <= 300 ? `${seconds} seconds` : spanInWords(Math.ceil(seconds / 60) * 60);
};
