import * as v from "valibot";
import { refuse } from "../chain/refusal.ts";
import { issuerSchema } from "../claims.ts";
import { isWellFormedJson, MAX_JSON_DEPTH, withinDepth } from "../encoding/json.ts";
import { fieldOf } from "../refused.ts";
import { MAX_OFFBOARDING_LENGTH } from "../statements/offboarding.ts";
import { isTextOf, keysSchema } from "./evidence.ts";

// The document that proves that a person has left, and which rights ended with that (protocol §4.7): the signed report,
// and the key to it.

/** Characters: the report, and little else. */
export const MAX_OFFBOARDING_DOCUMENT_LENGTH = MAX_OFFBOARDING_LENGTH + 65_536;

export const offboardingDocumentSchema = v.strictObject({
  nearside: v.literal("offboarding"),
  version: v.literal(1),
  issuer: issuerSchema,
  /** Compact JWS. */
  report: v.pipe(v.string(), v.maxLength(MAX_OFFBOARDING_LENGTH)),
  /** The server's key that signed it. */
  jwks: keysSchema,
});
export type OffboardingDocument = v.InferOutput<typeof offboardingDocumentSchema>;

/** The document as a file: JSON, for people too. */
export const writeOffboarding = (document: OffboardingDocument): string => JSON.stringify(document, undefined, 2);

/** Reads the version alone, so that a file of a later version is told apart from one that is no such document. */
const headSchema = v.looseObject({ nearside: v.literal("offboarding"), version: v.number() });

/**
 * Reads a file. Anybody may have written it: as with evidence, a document has two texts and every other is refused.
 *
 * @throws Refused `malformed`: field `version` where it is another version's
 */
export function readOffboarding(text: string): OffboardingDocument {
  if (text.length > MAX_OFFBOARDING_DOCUMENT_LENGTH) refuse("malformed", "length");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    refuse("malformed", "json", { cause });
  }
  if (!withinDepth(value, MAX_JSON_DEPTH)) refuse("malformed", "depth");
  if (!isWellFormedJson(value)) refuse("malformed", "json");
  const head = v.safeParse(headSchema, value);
  if (!head.success) refuse("malformed", "nearside");
  if (head.output.version !== 1) refuse("malformed", "version");
  const read = v.safeParse(offboardingDocumentSchema, value);
  if (!read.success) return refuse("malformed", fieldOf(read.issues[0], "offboarding"));
  const document = read.output;
  if (!isTextOf(text, document)) refuse("malformed", "offboarding");
  return document;
}
