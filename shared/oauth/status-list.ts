import * as v from "valibot";
import { issuerSchema, secondsSchema } from "../claims.ts";
import { isCanonicalBase64url } from "../encoding/base64url.ts";
import { defineStatement, type Read } from "../statements/statement.ts";

/** Characters of a whole status list token: a list of a million tokens, of which half are revoked, is far below. */
export const MAX_STATUS_LIST_LENGTH = 1_048_576;

/** Status lists lie below this path of the issuer and nowhere else. */
export const STATUS_LIST_PATH = "/oauth/status/";

/** The media type of a status list token (draft-ietf-oauth-status-list §8.1). */
export const STATUS_LIST_CONTENT_TYPE = "application/statuslist+jwt";

/** True if that issuer publishes its lists at this address, and the address is in its only form. */
export const isStatusListUri = (uri: string, issuer: string): boolean =>
  v.is(issuerSchema, issuer) &&
  uri.startsWith(`${issuer}${STATUS_LIST_PATH}`) &&
  /^[A-Za-z0-9_-]{1,64}$/.test(uri.slice(issuer.length + STATUS_LIST_PATH.length));

/** Status list token (draft-ietf-oauth-status-list §5.1): which of the tokens that point to it are revoked. */
export const statusListToken = defineStatement(
  "statuslist+jwt",
  "kid",
  v.strictObject({
    /** The address of this list, as the tokens name it. */
    sub: v.pipe(v.string(), v.maxLength(1024)),
    iat: secondsSchema,
    exp: secondsSchema,
    /** Seconds for which a copy may be used before it is read again. */
    ttl: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    status_list: v.strictObject({
      /** One bit for each token, the least significant of a byte first (§4.1): 1 is revoked. */
      bits: v.literal(1),
      /** The bytes, compressed by zlib (§4.1). */
      lst: v.pipe(v.string(), v.check(isCanonicalBase64url)),
    }),
  }),
  MAX_STATUS_LIST_LENGTH,
);
export type StatusListToken = Read<typeof statusListToken>;
