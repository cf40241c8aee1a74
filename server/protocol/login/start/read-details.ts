import { isDeepStrictEqual } from "node:util";
import { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import { isWellFormedJson } from "@nearside/shared/encoding/json.ts";
import * as v from "valibot";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import { oauthTexts } from "../../../texts/oauth.ts";

/** Matches each string whole. In valid JSON a colon follows the names of members, and nothing else. */
const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** No number that a double can hold needs more characters. */
const LONGEST_NUMBER = 400;

/**
 * Reads `authorization_details` (RFC 9396 §2), written as other people's libraries write JSON. The grant is what the person is
 * shown, to the letter (threat P4). So a doubled name, a number that JSON could not write again, half of a surrogate pair or one
 * detail twice is refused, not resolved.
 *
 * @throws OauthError `invalid_authorization_details` (RFC 9396 §5)
 */
export function readDetails(text: string): v.InferOutput<typeof authorizationDetailsSchema> {
  const details = v.safeParse(authorizationDetailsSchema, parseUnambiguous(text));
  if (!details.success) throw new OauthError("invalid_authorization_details", oauthTexts.details.form);
  if (!isWellFormedJson(details.output))
    throw new OauthError("invalid_authorization_details", oauthTexts.details.brokenCharacter);
  if (details.output.some((one, at) => details.output.findIndex((other) => isDeepStrictEqual(one, other)) < at))
    throw new OauthError("invalid_authorization_details", oauthTexts.details.twice);
  return details.output;
}

function parseUnambiguous(text: string): unknown {
  let names = 0;
  const value: unknown = parse(text, function (this: unknown, _name: string, inner: unknown): unknown {
    if (!Array.isArray(this)) names += 1;
    return inner;
  });
  const written = [...text.matchAll(STRING)].filter(([, colon]) => colon !== undefined).length;
  if (written !== names - 1)
    // the reader gives a name to the whole, too
    throw new OauthError("invalid_authorization_details", oauthTexts.details.memberTwice);
  if ([...text.replaceAll(STRING, "").matchAll(NUMBER)].some(([number]) => !canBeSaidAgain(number)))
    throw new OauthError("invalid_authorization_details", oauthTexts.details.number);
  return value;
}

/** True if a double holds that very number. Otherwise one reader takes 9007199254740993, and another 9007199254740992. */
const canBeSaidAgain = (number: string): boolean =>
  number.length <= LONGEST_NUMBER && decimalOf(number) === decimalOf(String(Number(number)));

/** One text for one number: `1.50` and `15e-1` alike. Any other text is returned as it is. */
function decimalOf(number: string): string {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  if (sign === undefined) return number;
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return `${sign}0`;
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

function parse(text: string, reviver: (this: unknown, key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, reviver);
  } catch (cause) {
    if (cause instanceof OauthError) throw cause;
    throw new OauthError("invalid_authorization_details", oauthTexts.details.notJson, { cause });
  }
}
