import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { startTexts } from "../../../texts/start.ts";

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
  if (roots.length === 0) throw new CannotStart(startTexts.certificates.noneInFile({ path }));
  return roots;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CannotStart(startTexts.pem.unreadable({ path, setting: "policy.tpmRoots" }), { cause });
  }
}

function parse(path: string, pem: string): X509Certificate {
  try {
    const certificate = new X509Certificate(pem);
    if (certificate.ca) return certificate;
  } catch (cause) {
    throw new CannotStart(startTexts.certificates.damaged({ path, setting: "policy.tpmRoots" }), { cause });
  }
  throw new CannotStart(startTexts.certificates.notAnAuthority({ path }));
}

export interface WithTpmRoots {
  readonly tpmRoots: TpmRoots;
}
