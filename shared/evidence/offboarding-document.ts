import * as v from "valibot";
import { issuerSchema } from "../claims.ts";
import { MAX_OFFBOARDING_LENGTH } from "../statements/offboarding.ts";
import { keysSchema, readDocument, writeDocument } from "./document.ts";

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

/** Writes the document as a file: JSON, for people too. */
export const writeOffboarding = (document: OffboardingDocument): string => writeDocument(document);

/**
 * Reads a file as such a document. Its author may be hostile.
 *
 * @throws Refused `malformed`: field `version` if it is another version's
 */
export const readOffboarding = (text: string): OffboardingDocument =>
  readDocument(text, {
    name: "offboarding",
    schema: offboardingDocumentSchema,
    maxLength: MAX_OFFBOARDING_DOCUMENT_LENGTH,
  });
