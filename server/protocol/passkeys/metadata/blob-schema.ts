import { aaguidSchema } from "@nearside/shared/passkey/authenticator.ts";
import * as v from "valibot";

// The members of a metadata blob that this server reads (FIDO MDS 3.1 §3.1.6, Metadata Statement 3.1 §4). The blob is signed, but
// only the signer is trusted, not that nothing slipped in: so everything has a limit. Members that are not read here are passed
// over.

const MOST_ENTRIES = 20_000;
const MOST_ROOTS = 200;
const MOST_REPORTS = 200;
/** Characters of base64: no maker has a certificate of more than 12 KiB. */
const MAX_CERTIFICATE = 16_384;
const MAX_DESCRIPTION = 1000;

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const list = <Item>(item: v.GenericSchema<unknown, Item>, most: number) => v.pipe(v.array(item), v.maxLength(most));

/** A calendar day (ISO 8601). */
const daySchema = v.pipe(v.string(), v.isoDate());

const statusReportSchema = v.object({
  status: text(100), // later editions name further ones
  effectiveDate: v.optional(daySchema),
});
export type StatusReport = v.InferOutput<typeof statusReportSchema>;

const statementSchema = v.object({
  description: text(MAX_DESCRIPTION),
  attestationTypes: list(text(100), 20),
  attestationRootCertificates: list(text(MAX_CERTIFICATE), MOST_ROOTS),
  icon: v.optional(v.string()),
  /** The ways by which it is reached (FIDO Registry §3.4). */
  attachmentHint: v.optional(list(text(100), 20)),
});

/** Models of FIDO UAF and U2F have no AAGUID. */
const entrySchema = v.object({
  aaguid: v.optional(v.pipe(v.string(), v.toLowerCase(), aaguidSchema)),
  metadataStatement: v.optional(statementSchema),
  statusReports: list(statusReportSchema, MOST_REPORTS),
});
export type BlobEntry = v.InferOutput<typeof entrySchema>;

export const blobPayloadSchema = v.object({
  no: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  nextUpdate: daySchema,
  entries: list(entrySchema, MOST_ENTRIES),
});
export type BlobPayload = v.InferOutput<typeof blobPayloadSchema>;
