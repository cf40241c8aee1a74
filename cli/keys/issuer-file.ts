import { createHash } from "node:crypto";

/** What a key file is for: an enrolled machine, an enrolment under way, or a credential. One of each per issuer. */
export type KeyFileKind = "machine" | "enrolling" | "adding-browser" | "credential";

/**
 * The name of the key file of one issuer: readable, and different for different issuers. The issuer itself stands in the
 * file, and is compared when it is read.
 */
export function issuerFile(kind: KeyFileKind, issuer: string): string {
  const host = issuer
    .replace(/^https?:\/\//, "")
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .slice(0, 40);
  return `${kind}-${host}-${createHash("sha256").update(issuer).digest("hex").slice(0, 16)}`;
}
