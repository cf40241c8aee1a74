import { issuerSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import type { MetadataOptions } from "./metadata.ts";
import type { ReplayStore } from "./proof/replay-store.ts";
import type { PresentedRequest } from "./request/presentation.ts";

export interface ResourceOptions {
  /** The login server, an origin: "https://login.example.com". https, or http on localhost. */
  readonly issuer: string;
  /**
   * The name of this API in `aud` (RFC 8707), as clients request it: "https://api.example.com". A list if it has
   * several names.
   */
  readonly audience: string | readonly string[];
  /**
   * The origin under which clients call this API, which their proofs name. Left out, it is the audience's. Give a
   * function if it differs from request to request. The request's Host and X-Forwarded-… are believed only if that
   * function reads them, which is safe only behind a proxy that sets them itself.
   */
  readonly origin?: string | ((request: PresentedRequest) => string);
  /** Remembers proofs, for an API that runs as several instances. Left out, this process remembers them. */
  readonly replays?: ReplayStore;
  /**
   * True demands a nonce of this API in every proof (RFC 9449 §9). It costs each client one refused request every five
   * minutes or so. `true` makes a secret for this process; instances that share their clients share 32 random bytes or
   * more.
   */
  readonly nonces?: boolean | { readonly secret: Uint8Array };
  /**
   * True takes tokens too that are bound to no key, sent as `Authorization: Bearer`: those that a program got which only
   * knows a loopback redirect (protocol §6). Anybody who has such a token can use it, for the five minutes that it lives.
   * Their class is `urn:nearside:acr:loopback-redirect`, below every other: an address that demands a class by
   * `acrValues` refuses them. Tokens that are bound to a key need its proof as ever. Left out, none is taken.
   */
  readonly bearer?: boolean;
  /**
   * The check for revoked tokens (draft-ietf-oauth-status-list), by the list that the issuer publishes and the token
   * names. "check", the default: a token that names a list is judged by it; a token that names none is valid until it
   * expires. "require": a token that names none is refused too. "ignore": a revoked token is valid too until it
   * expires, some minutes later.
   */
  readonly status?: "check" | "require" | "ignore";
  /**
   * The API's description of itself at `/.well-known/oauth-protected-resource` (RFC 9728), beyond what follows from the
   * other options.
   */
  readonly metadata?: MetadataOptions;
  /** Reads the keys and status lists that the issuer publishes. Left out, it is the runtime's own. */
  readonly fetch?: typeof globalThis.fetch;
  /** The current time in epoch milliseconds. Left out, it is `Date.now`. */
  readonly clock?: () => number;
  /** Returns that many bytes of a cryptographically strong source. Left out, it is `crypto.getRandomValues`. */
  readonly random?: (length: number) => Uint8Array;
}

/** True for scheme, host and port as the URL standard writes them. */
const isHttpOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;

const STATUS = ["check", "require", "ignore"] as const;

interface ReadOptions {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly originOf: (request: PresentedRequest) => string;
  readonly bearer: boolean;
  readonly status: (typeof STATUS)[number];
}

/**
 * Reads the options and fills in the defaults.
 *
 * @throws TypeError with the option's name and the value that it should have
 */
export function readOptions({
  issuer,
  audience,
  origin,
  bearer = false,
  status = "check",
}: ResourceOptions): ReadOptions {
  if (!v.is(issuerSchema, issuer)) {
    throw new TypeError(
      `issuer must be an origin such as "https://login.example.com" (http only on localhost), and is ${JSON.stringify(issuer)}`,
    );
  }
  const audiences = typeof audience === "string" ? [audience] : [...audience];
  if (audiences.length === 0 || audiences.some((each) => typeof each !== "string" || each === ""))
    throw new TypeError('audience must be what names this API in its tokens, such as "https://api.example.com"');
  if (!STATUS.includes(status)) throw new TypeError('status must be "check", "require" or "ignore"');
  if (typeof bearer !== "boolean") throw new TypeError("bearer must be true or false");
  return { issuer, audiences, originOf: readOrigin(origin, audiences), bearer, status };
}

function readOrigin(origin: ResourceOptions["origin"], audiences: readonly string[]): ReadOptions["originOf"] {
  if (typeof origin === "function") {
    return (request) => {
      const given = origin(request);
      if (!isHttpOrigin(given))
        throw new TypeError(`origin: the function returned ${JSON.stringify(given)}, which is not an origin`);
      return given;
    };
  }
  const origins = new Set(
    origin !== undefined ? [origin] : audiences.map((each) => (URL.canParse(each) ? new URL(each).origin : each)),
  );
  const [only, ...others] = origins;
  if (only === undefined || others.length > 0 || !isHttpOrigin(only)) {
    throw new TypeError(
      'origin must be the origin under which clients call this API, such as "https://api.example.com", since the audience does not tell it',
    );
  }
  return () => only;
}
