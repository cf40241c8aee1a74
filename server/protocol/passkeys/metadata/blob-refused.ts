import { metadataTexts } from "../../../texts/metadata.ts";

/** Every reason for which a metadata blob is not taken, with the sentence an administrator reads. The set is closed. */
export const BLOB_PROBLEMS = {
  not_https: metadataTexts.notHttps,
  private_address: metadataTexts.privateAddress,
  unreachable: metadataTexts.unreachable,
  unexpected_answer: metadataTexts.unexpectedAnswer,
  file_unreadable: metadataTexts.fileUnreadable,
  too_large: metadataTexts.tooLarge,
  too_slow: metadataTexts.tooSlow,
  malformed: metadataTexts.malformed,
  untrusted: metadataTexts.untrusted,
  wrong_signer: metadataTexts.wrongSigner,
  bad_signature: metadataTexts.badSignature,
  older: metadataTexts.older,
} as const;

export type BlobProblem = keyof typeof BLOB_PROBLEMS;

/** A blob was not taken; what was taken before stays. */
export class BlobRefused extends Error {
  readonly code: BlobProblem;

  constructor(code: BlobProblem, options?: ErrorOptions) {
    super(`the metadata was not taken: ${code}`, options);
    this.name = "BlobRefused";
    this.code = code;
  }
}
