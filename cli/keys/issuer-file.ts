import { createHash } from "node:crypto";

/** What a key file is for: an enrolled machine, an enrolment under way, or a credential.  */
export type KeyFileKind = "machine" | "enrolling" | "adding-browser" | "credential";

/**
 * The name of the key file of one issuer and whom or what else it is for: readable, and different for different ones. All of
 * it stands in the file's open part, and is compared when it is read.
 */
export function issuerFile(kind: KeyFileKind, issuer: string, ...further: readonly string[]): string {
  const host = issuer
    .replace(/^https?:\/\//, "")
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .slice(0, 40);
  const whole = JSON.stringify([issuer, ...further]);
  return `${kind}-${host}-${createHash("sha256").update(whole).digest("hex").slice(0, 32)}`;
}
