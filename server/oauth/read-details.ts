import { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import { OauthError } from "./oauth-error.ts";

/** Each string whole; in valid JSON a colon follows the names of members, and nothing else. */
const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/**
 * `authorization_details` (RFC 9396 §2), written as other people's libraries write JSON. What is granted is what the person
 * is shown, to the letter (threat P4): a doubled name or a number that JSON could not say again is refused, not resolved.
 *
 * @throws OauthError `invalid_authorization_details` (RFC 9396 §5)
 */
export function readDetails(text: string): v.InferOutput<typeof authorizationDetailsSchema> {
  const details = v.safeParse(authorizationDetailsSchema, parseUnambiguous(text));
  if (!details.success)
    throw new OauthError("invalid_authorization_details", "authorization_details is no list of objects with a type.");
  return details.output;
}

function parseUnambiguous(text: string): unknown {
  let names = 0;
  const value: unknown = parse(text, function (this: unknown, _name: string, inner: unknown): unknown {
    if (typeof inner === "number" && !Number.isFinite(inner))
      throw new OauthError("invalid_authorization_details", "authorization_details holds too large a number.");
    if (!Array.isArray(this)) names += 1;
    return inner;
  });
  const written = [...text.matchAll(STRING)].filter(([, colon]) => colon !== undefined).length;
  if (written !== names - 1)
    // the reader gives a name to the whole, too
    throw new OauthError("invalid_authorization_details", "authorization_details names one member twice.");
  return value;
}

function parse(text: string, reviver: (this: unknown, key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, reviver);
  } catch (cause) {
    if (cause instanceof OauthError) throw cause;
    throw new OauthError("invalid_authorization_details", "authorization_details is not JSON.", { cause });
  }
}
