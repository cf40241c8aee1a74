import { decodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { statusListToken } from "@nearside/shared/oauth/status-list.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import type { IssuerKeys } from "./issuer-keys.ts";
import { readLimited } from "./read-from-issuer.ts";

/** Of the list as it is used: some eight million tokens. What a few compressed kilobytes grow to ends here. */
const MAX_LIST_BYTES = 1_048_576;

export interface StatusList {
  /** One bit for each token, the least significant of a byte first. */
  readonly bits: Uint8Array;
  /** Epoch seconds: when it was made. */
  readonly iat: number;
  /** Epoch seconds: from then on it says nothing any more. */
  readonly exp: number;
  /** Seconds for which it may be used before it is read again. */
  readonly ttl: number;
}

/**
 * A status list token, judged in the order of draft-ietf-oauth-status-list §8.3: form and `typ`, its own address, the
 * issuer's signature, its time; then the list, decompressed no further than a list may be long.
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
  if (sub !== uri) throw new Error("the status list is another one");
  const key = await keys.find(token.header.kid);
  if (key === undefined) throw new Error("the status list is signed by a key that the issuer does not publish");
  await verifySignature(token, key);
  if (iat > now + CLOCK_LEEWAY_SECONDS) throw new Error("the status list is from the future");
  if (hasEnded(exp, now)) throw new Error("the status list has expired");
  return { bits: await inflate(decodeBase64url(status_list.lst, "lst")), iat, exp, ttl };
}

/** @param now epoch seconds */
export const hasEnded = (exp: number, now: number): boolean => exp <= now - CLOCK_LEEWAY_SECONDS;

/** ZLIB (RFC 1950), by the runtime's own. */
const inflate = (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  readLimited(new Response(bytes).body?.pipeThrough(new DecompressionStream("deflate")) ?? null, MAX_LIST_BYTES);
