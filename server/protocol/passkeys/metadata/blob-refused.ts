/** Every reason for which a metadata blob is not taken, with the sentence an administrator reads. The set is closed. */
export const BLOB_PROBLEMS = {
  not_https: "The address does not begin with https://, so what comes from it could be anybody's. Name one that does.",
  private_address:
    "The address leads into a private network or to this computer, which the server asks only where its configuration says so (metadata.privateAddresses).",
  unreachable:
    "The address could not be reached. Look whether the server may reach it, or name a file that something else fetches.",
  unexpected_answer: "The address answered with something else than a metadata blob. Look whether it is the right one.",
  file_unreadable: "The file could not be read. Look whether it is there and the server's account may read it.",
  too_large: "The blob is larger than any that the FIDO Alliance makes, so it was not read. Look whether it is one.",
  too_slow: "Fetching or checking the blob took too long. It is tried again by itself.",
  malformed: "The blob is damaged or not one of metadata (FIDO MDS 3). Fetch it anew.",
  untrusted:
    "The blob's certificates do not lead to a root that is trusted for metadata, or are over. Fetch it anew, or name the right roots (metadata.roots).",
  wrong_signer:
    "The blob was not signed by the FIDO Alliance. Fetch it from there, or name the roots it is signed under.",
  bad_signature: "The blob was changed since it was signed, or one of its certificates was revoked. Fetch it anew.",
  older:
    "The blob is older than one that was taken before, so it was not taken: somebody may want to hide what was reported since. Fetch the newest one.",
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
