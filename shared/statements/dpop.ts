import * as v from "valibot";
import { secondsSchema } from "../claims.ts";
import { parseUrl } from "../encoding/parse-url.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import { Refused } from "../refused.ts";
import { type Decoded, decodeJws, type JwkHeader, verifySignature } from "../signing/jws.ts";
import { type Signer, thumbprintOf } from "../signing/keys.ts";

/** DPoP proof (RFC 9449 §4.2). Other people's clients may add claims of their own, and write their JSON as they do. */
const claims = v.looseObject({
  jti: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  htm: v.pipe(v.string(), v.maxLength(16)),
  htu: v.pipe(v.string(), v.maxLength(2048)),
  iat: secondsSchema,
  nonce: v.optional(v.pipe(v.string(), v.maxLength(256))),
  ath: v.optional(v.pipe(v.string(), v.maxLength(64))),
  /** H of the refresh statement (protocol §4.6). */
  statement: v.optional(v.pipe(v.string(), v.maxLength(64))),
});
type DpopClaims = v.InferOutput<typeof claims>;

const TYP = "dpop+jwt";

export interface DpopRequest {
  readonly method: string;
  /** The request's URL; query and fragment are left out of `htu` (RFC 9449 §4.2). */
  readonly url: string;
  readonly jti: string;
  /** Epoch seconds. */
  readonly iat: number;
  readonly nonce?: string | undefined;
  readonly accessToken?: string | undefined;
  readonly statement?: string | undefined;
}

/** The same by somebody who does not have the token itself. */
type HashedDpopRequest = Omit<DpopRequest, "accessToken"> & {
  /** H(access token). */
  readonly ath?: string | undefined;
};

/**
 * User information (RFC 3986 §3.2.1), after any slash that the URL standard accepts: an `http` URL has none (RFC 9110
 * §4.2.4). White space is not allowed in a URL, but the URL standard skips it, between the slashes too.
 */
const USER_INFORMATION_OR_SPACE = /\s|^[^/\\]*[/\\]*[^/\\?#]*@/;

const targetOf = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
};

/** True if the text of a proof names that address, in whatever way a URL may be written. */
function namesTarget(htu: string, url: string): boolean {
  // so that a reader of a log, or of a proxy's report, sees the host that is really meant
  if (USER_INFORMATION_OR_SPACE.test(htu)) return false;
  if (htu === url) return true;
  const target = parseUrl(htu);
  return target !== undefined && target.origin + target.pathname === targetOf(url);
}

/**
 * Signs a proof of possession for one request (RFC 9449 §4.2).
 *
 * @param signer of the key that the token is bound to; the header carries its public key
 * @returns compact JWS
 * @throws TypeError if `url` is no URL
 */
export async function signDpop(signer: Signer, { accessToken, ...request }: DpopRequest): Promise<string> {
  const ath = accessToken === undefined ? undefined : await sha256Base64url(accessToken);
  return signHashedDpop(signer, { ...request, ath });
}

/** @throws as `signDpop` */
export async function signHashedDpop(signer: Signer, request: HashedDpopRequest): Promise<string> {
  const payload: DpopClaims = {
    jti: request.jti,
    htm: request.method,
    htu: targetOf(request.url),
    iat: request.iat,
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    ...(request.ath === undefined ? {} : { ath: request.ath }),
    ...(request.statement === undefined ? {} : { statement: request.statement }),
  };
  return signer.sign({ alg: "ES256", typ: TYP, jwk: signer.jwk }, new TextEncoder().encode(JSON.stringify(payload)));
}

export interface VerifiedDpop {
  readonly claims: DpopClaims;
  readonly jwk: JwkHeader["jwk"];
  /** Thumbprint of the proof's key: what `cnf.jkt` must equal. */
  readonly jkt: string;
}

/**
 * Checks a proof's shape, signature and target (RFC 9449 §4.3 steps 2–9). The receiver checks time, nonce, `jti` and
 * `ath`.
 *
 * @throws Refused `malformed`, `wrong_type`, `wrong_algorithm`, `bad_signature`, `wrong_audience`
 */
export async function verifyDpop(proof: unknown, method: string, url: string): Promise<VerifiedDpop> {
  const read: Decoded<JwkHeader, DpopClaims> = await decodeJws(proof, {
    typ: TYP,
    keyIn: "jwk",
    claims,
    foreign: true,
  });
  await verifySignature(read, read.header.jwk);
  if (read.claims.htm !== method) throw new Refused("wrong_audience", "htm");
  if (!namesTarget(read.claims.htu, url)) throw new Refused("wrong_audience", "htu");
  return { claims: read.claims, jwk: read.header.jwk, jkt: await thumbprintOf(read.header.jwk) };
}
