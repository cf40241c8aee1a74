import { Refused } from "@nearside/shared/refused.ts";
import { REFUSALS, REFUSALS_OF_LEASES, type RefusalCode } from "./refusal.ts";

/** Seconds after which a client may try again if nothing is wrong with what it sent. */
const RETRY_AFTER_SECONDS = 5;
const WORTH_ANOTHER_TRY: readonly number[] = [429, 503];

/** The demands of the address, if they are the reason of the refusal. */
interface Demanded {
  /** RFC 6750 §3: space-separated. */
  readonly scope?: string | undefined;
  /** RFC 9470 §3. */
  readonly acrValues?: readonly string[] | undefined;
  /** Seconds (RFC 9470 §3). */
  readonly maxAge?: number | undefined;
  /** The address at which this API describes itself (RFC 9728 §5.1). */
  readonly resourceMetadata?: string | undefined;
}

/** Members of the answer besides the code. */
interface RefusalDetails extends Demanded {
  /** The value of `DPoP-Nonce` (RFC 9449 §9). */
  readonly nonce?: string | undefined;
  /** True if some tokens may be sent as Bearer. */
  readonly bearer?: boolean | undefined;
  /** True if the challenge of scheme Bearer comes before that of DPoP, for clients that read the first one alone. */
  readonly bearerFirst?: boolean | undefined;
  /** True if the token came out of a lease, so that an agent reads the sentence. */
  readonly ofLease?: boolean | undefined;
  /** Epoch seconds by the clock here, for a client whose clock is wrong. */
  readonly serverTime?: number | undefined;
}

export interface RefusalBody {
  /** RFC 6750 §3.1; absent if nothing was presented, and if the client made no mistake. */
  readonly error?: string;
  readonly error_description: string;
  readonly refusal: RefusalCode;
  /** Epoch seconds. */
  readonly server_time?: number;
}

/**
 * The request is refused. `message` is for the client; `cause`, if there is one, is for the log and is never sent.
 * `status`, `headers` and `body` are the whole HTTP answer, and `response()` makes a `Response` of them.
 */
export class AccessRefused extends Error {
  /** One of the closed set of refusals, for logs and tests. */
  readonly code: RefusalCode;
  /** 400, 401, 403, 429 or 503. */
  readonly status: number;
  readonly details: RefusalDetails;
  /** `WWW-Authenticate` (RFC 9449 §7.1), or `Retry-After` for 429 and 503. */
  readonly headers: Readonly<Record<string, string>>;
  /** It is sent as JSON. */
  readonly body: RefusalBody;

  constructor(code: RefusalCode, details: RefusalDetails = {}, options?: ErrorOptions) {
    const [status, error, toPerson] = REFUSALS[code];
    const says = (details.ofLease === true ? REFUSALS_OF_LEASES[code] : undefined) ?? toPerson;
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

  /** Makes the same refusal with more details. */
  telling(more: RefusalDetails): AccessRefused {
    return new AccessRefused(this.code, { ...this.details, ...more }, { cause: this.cause });
  }
}

/**
 * Writes `WWW-Authenticate` of scheme DPoP (RFC 9449 §7.1), and of Bearer where that is taken too (§7.2 there). No value holds a quote or a backslash: the sentences are
 * ours, `readDemands` has checked the demands, and a URL has neither.
 */
function challengeOf(error: string | null, description: string, details: RefusalDetails): string {
  const { scope, acrValues, maxAge, resourceMetadata, bearer = false, bearerFirst = false } = details;
  const parameters = [
    ...(error === null ? [] : [`error="${error}"`, `error_description="${description}"`]),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
    ...(acrValues === undefined ? [] : [`acr_values="${acrValues.join(" ")}"`]),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge}"`]),
    ...(resourceMetadata === undefined ? [] : [`resource_metadata="${resourceMetadata}"`]),
  ];
  const dpop = `DPoP ${[...parameters, `algs="ES256"`].join(", ")}`;
  if (!bearer) return dpop;
  const other = ["Bearer", parameters.join(", ")].join(" ").trim();
  return (bearerFirst ? [other, dpop] : [dpop, other]).join(", ");
}

/**
 * For `catch`: turns a proof's refusal into ours by this table, in which "code field" distinguishes the field if it
 * matters. Any other error is thrown on.
 */
export const refusedAs =
  (table: Readonly<Record<string, RefusalCode>>) =>
  (cause: unknown): never => {
    if (!(cause instanceof Refused)) throw cause;
    const code = table[`${cause.code} ${cause.field}`] ?? table[cause.code];
    if (code === undefined) throw cause;
    throw new AccessRefused(code, {}, { cause });
  };
