import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { CannotStart } from "../../../platform/config/cannot-start.ts";

/** The authorities whose certificates of TPMs this server trusts. With an empty list it trusts no TPM. */
export type TpmRoots = readonly X509Certificate[];

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * The certificates of the authorities that sign endorsement keys' certificates, from the file that `policy.tpmRoots` names.
 * Each must be the very one that signs: where a maker has authorities below its root, theirs.
 *
 * @param path of a PEM file; undefined: no TPM is trusted
 * @throws CannotStart
 */
export function loadTpmRoots(path: string | undefined): TpmRoots {
  if (path === undefined) return [];
  const roots = (read(path).match(CERTIFICATE) ?? []).map((pem) => parse(path, pem));
  if (roots.length === 0)
    throw new CannotStart(`${path} (policy.tpmRoots) holds no certificate in PEM form. Put the TPM makers' into it.`);
  return roots;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const what = "cannot be read. Name a PEM file that the server's account may read.";
    throw new CannotStart(`The file ${path} (policy.tpmRoots) ${what}`, { cause });
  }
}

function parse(path: string, pem: string): X509Certificate {
  try {
    const certificate = new X509Certificate(pem);
    if (certificate.ca) return certificate;
  } catch (cause) {
    throw new CannotStart(`${path} (policy.tpmRoots) holds a certificate that is damaged. Fetch it anew.`, { cause });
  }
  throw new CannotStart(
    `${path} (policy.tpmRoots) holds a certificate that may not sign others. Name those of the makers' authorities.`,
  );
}

export interface WithTpmRoots {
  readonly tpmRoots: TpmRoots;
}
