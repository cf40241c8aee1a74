import { decodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { statusListToken } from "@nearside/shared/oauth/status-list.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import type { IssuerKeys } from "../issuer/issuer-keys.ts";
import { readLimited } from "../issuer/read-from-issuer.ts";

/**
 * Bytes of the decompressed list, enough for some eight million tokens. A few compressed kilobytes cannot grow beyond
 * it.
 */
const MAX_LIST_BYTES = 1_048_576;

export interface StatusList {
  /** One bit for each token; the least significant bit of a byte comes first. */
  readonly bits: Uint8Array;
  /** Epoch seconds at which it was made. */
  readonly iat: number;
  /** Epoch seconds from which it is no longer valid. */
  readonly exp: number;
  /** Seconds for which it may be used before it is read again. */
  readonly ttl: number;
}

/**
 * Reads a status list token and judges it in the order of draft-ietf-oauth-status-list §8.3: form and `typ`, its own
 * address, the issuer's signature, its time; then the list, decompressed no further than a list may be long.
 *
 * @param now epoch seconds
 * @throws Error, Refused, AccessRefused: for the log
 */
export async function readStatusList(
  text: string,
  { uri, keys }: { readonly uri: string; readonly keys: Pick<IssuerKeys, "find"> },
  now: number,
): Promise<StatusList> {
  const token = await statusListToken.read(text);
  const { sub, iat, exp, ttl, status_list } = token.claims;
  if (sub !== uri) throw new Error("this is another status list");
  const key = await keys.find(token.header.kid);
  if (key === undefined) throw new Error("the status list is signed by a key that the issuer does not publish");
  await verifySignature(token, key);
  if (iat > now + CLOCK_LEEWAY_SECONDS) throw new Error("the status list is from the future");
  if (hasEnded(exp, now)) throw new Error("the status list has expired");
  return { bits: await inflate(decodeBase64url(status_list.lst, "lst")), iat, exp, ttl };
}

/** @param now epoch seconds */
export const hasEnded = (exp: number, now: number): boolean => exp <= now - CLOCK_LEEWAY_SECONDS;

/** Decompresses ZLIB (RFC 1950), with the runtime's own function. */
const inflate = (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  readLimited(new Response(bytes).body?.pipeThrough(new DecompressionStream("deflate")) ?? null, MAX_LIST_BYTES);
