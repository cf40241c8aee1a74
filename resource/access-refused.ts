import { challengeOf, type Demanded } from "./challenge.ts";
import { REFUSALS, type RefusalCode } from "./refusal.ts";

/** Seconds after which a client may try again where nothing is wrong with what it sent. */
const RETRY_AFTER_SECONDS = 5;
const WORTH_ANOTHER_TRY: readonly number[] = [429, 503];

/** What an answer tells besides the code. */
interface RefusalDetails extends Demanded {
  /** For `DPoP-Nonce` (RFC 9449 §9). */
  readonly nonce?: string | undefined;
  /** Seconds: the time here, for a client whose clock is wrong. */
  readonly serverTime?: number | undefined;
}

export interface RefusalBody {
  /** RFC 6750 §3.1; absent where nothing was presented, or nothing is the client's fault. */
  readonly error?: string;
  readonly error_description: string;
  readonly refusal: RefusalCode;
  /** Seconds. */
  readonly server_time?: number;
}

/**
 * The request is refused. `message` is for the client; `cause`, where there is one, is for the log and is never sent.
 * `status`, `headers` and `body` are the whole HTTP answer, and `response()` makes a `Response` of them.
 */
export class AccessRefused extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly details: RefusalDetails;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RefusalBody;

  constructor(code: RefusalCode, details: RefusalDetails = {}, options?: ErrorOptions) {
    const [status, error, says] = REFUSALS[code];
    super(says, options);
    this.name = "AccessRefused";
    this.code = code;
    this.status = status;
    this.details = details;
    this.headers = {
      "Cache-Control": "no-store",
      ...(WORTH_ANOTHER_TRY.includes(status)
        ? { "Retry-After": String(RETRY_AFTER_SECONDS) }
        : { "WWW-Authenticate": challengeOf(error, says, details) }),
      ...(details.nonce === undefined ? {} : { "DPoP-Nonce": details.nonce }),
    };
    this.body = {
      ...(error === null ? {} : { error }),
      error_description: says,
      refusal: code,
      ...(details.serverTime === undefined ? {} : { server_time: details.serverTime }),
    };
  }

  response(): Response {
    const headers = { ...this.headers, "Content-Type": "application/json" };
    return new Response(JSON.stringify(this.body), { status: this.status, headers });
  }

  /** The same refusal, which tells more. */
  telling(more: RefusalDetails): AccessRefused {
    return new AccessRefused(this.code, { ...this.details, ...more }, { cause: this.cause });
  }
}
