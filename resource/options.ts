import { issuerSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import type { MetadataOptions } from "./metadata.ts";
import type { PresentedRequest } from "./presentation.ts";
import type { ReplayStore } from "./replay-store.ts";

export interface ResourceOptions {
  /** The login server, an origin: "https://login.example.com". https, or http on localhost. */
  readonly issuer: string;
  /** What names this API in `aud` (RFC 8707), as clients ask for it: "https://api.example.com". Several if it has several. */
  readonly audience: string | readonly string[];
  /**
   * The origin under which clients call this API, which their proofs name. Left out, it is the audience's. A function
   * where it differs from request to request. The request's Host and X-Forwarded-… are believed only if that function
   * reads them, which is safe only behind a proxy that sets them itself.
   */
  readonly origin?: string | ((request: PresentedRequest) => string);
  /** Remembers proofs, for an API that runs as several instances. Left out, this process remembers them. */
  readonly replays?: ReplayStore;
  /**
   * Demand a nonce of this API in every proof (RFC 9449 §9). Costs each client one refused request every five minutes or so.
   * `true` draws a secret for this process; instances that share their clients share 32 random bytes or more.
   */
  readonly nonces?: boolean | { readonly secret: Uint8Array };
  /**
   * Whether a token was revoked (draft-ietf-oauth-status-list), by the list that the issuer publishes and the token names.
   * "check", the default: where a token names one, it is judged by it; a token that names none is good until it ends.
   * "require": a token that names none is refused too. "ignore": a revoked token too is good until it ends, some minutes.
   */
  readonly status?: "check" | "require" | "ignore";
  /** What the API tells of itself at `/.well-known/oauth-protected-resource` (RFC 9728), beside what follows from the rest. */
  readonly metadata?: MetadataOptions;
  /** Reads what the issuer publishes: its keys and status lists. Left out, the runtime's own. */
  readonly fetch?: typeof globalThis.fetch;
  /** Epoch milliseconds. Left out, `Date.now`. */
  readonly clock?: () => number;
  /** So many bytes of a cryptographically strong source. Left out, `crypto.getRandomValues`. */
  readonly random?: (length: number) => Uint8Array;
}

/** What clients call: scheme, host and port, as the URL standard writes them. */
const isHttpOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;

const STATUS = ["check", "require", "ignore"] as const;

interface ReadOptions {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly originOf: (request: PresentedRequest) => string;
  readonly status: (typeof STATUS)[number];
}

/** @throws TypeError with the option's name and what it should be */
export function readOptions({ issuer, audience, origin, status = "check" }: ResourceOptions): ReadOptions {
  if (!v.is(issuerSchema, issuer)) {
    throw new TypeError(
      `issuer: ${JSON.stringify(issuer)} is not an origin such as "https://login.example.com" (http only on localhost)`,
    );
  }
  const audiences = typeof audience === "string" ? [audience] : [...audience];
  if (audiences.length === 0 || audiences.some((each) => typeof each !== "string" || each === ""))
    throw new TypeError('audience: give what names this API in its tokens, such as "https://api.example.com"');
  if (!STATUS.includes(status)) throw new TypeError('status: give "check", "require" or "ignore"');
  return { issuer, audiences, originOf: readOrigin(origin, audiences), status };
}

function readOrigin(origin: ResourceOptions["origin"], audiences: readonly string[]): ReadOptions["originOf"] {
  if (typeof origin === "function") {
    return (request) => {
      const said = origin(request);
      if (!isHttpOrigin(said)) throw new TypeError(`origin: the function gave ${JSON.stringify(said)}, which is none`);
      return said;
    };
  }
  const origins = new Set(
    origin !== undefined ? [origin] : audiences.map((each) => (URL.canParse(each) ? new URL(each).origin : each)),
  );
  const [only, ...others] = origins;
  if (only === undefined || others.length > 0 || !isHttpOrigin(only)) {
    throw new TypeError(
      'origin: give the origin under which clients call this API, such as "https://api.example.com"; the audience does not tell it',
    );
  }
  return () => only;
}
