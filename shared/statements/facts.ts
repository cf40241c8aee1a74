import * as v from "valibot";
import { authorizationDetailsSchema, contextSchema, redirectSchema, secondsSchema } from "../claims.ts";
import { readJson } from "../encoding/json.ts";
import { readShape } from "../encoding/read-shape.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import { randomIdSchema } from "../ids.ts";
import { stepUpEntries } from "../proof/step-up.ts";
import { Refused } from "../refused.ts";
import { placeSchema } from "./place.ts";

/** Characters. The text travels beside the request. */
export const MAX_FACTS_LENGTH = 32_768;

/**
 * The login as requested (protocol §4.1). The salt comes first: without it a stranger could guess facts and compare
 * hashes.
 */
export const factsSchema = v.strictObject({
  salt: randomIdSchema,
  client: v.strictObject({
    id: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
    verified: v.boolean(),
  }),
  scope: v.pipe(v.string(), v.maxLength(1024)),
  resource: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(16)),
  authorization_details: authorizationDetailsSchema,
  /** For a lease that adds to another one: the detail of that one, so that people see what is new (protocol §12). */
  earlier: v.exactOptional(authorizationDetailsSchema),
  ...stepUpEntries,
  context: contextSchema,
  /** The place that the machine signed, for a command line elsewhere (protocol §10); left out for one on the machine itself. */
  place: v.exactOptional(placeSchema),
  /** For a host: the name under which administrators enrolled its key, null if they did not. */
  host: v.exactOptional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(255)))),
  /** Present if the login is for a program that only knows a redirect (protocol §6). */
  redirect: v.exactOptional(redirectSchema),
  seen: v.strictObject({ address: v.pipe(v.string(), v.maxLength(64)), time: secondsSchema }),
});
export type Facts = v.InferOutput<typeof factsSchema>;

/** The one text of the facts, of which the request has the hash. */
export const writeFacts = (facts: Facts): string => JSON.stringify(facts);

/**
 * Reads the one text of the facts.
 *
 * @throws Refused `malformed`
 */
export function readFacts(text: string): Facts {
  if (text.length > MAX_FACTS_LENGTH || !text.startsWith('{"salt":"')) throw new Refused("malformed", "facts");
  const facts = readShape(factsSchema, readJson(text), "facts");
  if (!facts.success) throw new Refused("malformed", facts.field);
  return facts.output;
}

/** `facts` of the request: base64url(SHA-256(facts text)). */
export const hashFacts = (text: string): Promise<string> => sha256Base64url(text);

/** One entry of `extensions` in the request: base64url(SHA-256(request id ‖ thumbprint)) (protocol §4.1). */
export const listedExtension = (requestId: string, thumbprint: string): Promise<string> =>
  sha256Base64url(requestId + thumbprint);
