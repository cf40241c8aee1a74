import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { SettingsService } from "@simplewebauthn/server";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { startTexts } from "../../../texts/start.ts";

/** The certificates whose metadata is trusted. */
export interface MetadataRoots {
  readonly certificates: readonly X509Certificate[];
  /** The host name that the signer's certificate must have; undefined if the roots sign for one organisation alone. */
  readonly signer: string | undefined;
  /** Tells one set of roots from another: numbers of blobs are compared within one only. */
  readonly id: string;
}

/** FIDO MDS 3.1 §3.2: the FIDO Alliance's roots certify web servers of everybody, so the name is all that tells its signer. */
const FIDO_SIGNER = "mds.fidoalliance.org";
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * The FIDO Alliance's roots, as the library carries them. They are read once, because this server sets afterwards which
 * roots the library trusts.
 */
const FIDO_ROOTS = rootsOf(
  SettingsService.getRootCertificates({ identifier: "mds" }).map((pem) => new X509Certificate(pem)),
  FIDO_SIGNER,
);

/**
 * The roots in the file that `metadata.roots` names, for an organisation that signs metadata itself; else the FIDO Alliance's.
 *
 * @param path of a PEM file
 * @throws CannotStart
 */
export function loadMetadataRoots(path: string | undefined): MetadataRoots {
  if (path === undefined) return FIDO_ROOTS;
  const certificates = (read(path).match(CERTIFICATE) ?? []).map((pem) => parse(path, pem));
  if (certificates.length === 0) throw new CannotStart(startTexts.certificates.noMetadataRoot({ path }));
  return rootsOf(certificates, undefined);
}

function rootsOf(certificates: readonly X509Certificate[], signer: string | undefined): MetadataRoots {
  const fingerprints = certificates.map(({ fingerprint256 }) => fingerprint256).sort();
  return { certificates, signer, id: createHash("sha256").update(fingerprints.join()).digest("base64url") };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CannotStart(startTexts.pem.unreadable({ path, setting: "metadata.roots" }), { cause });
  }
}

function parse(path: string, pem: string): X509Certificate {
  try {
    const certificate = new X509Certificate(pem);
    if (certificate.ca) return certificate;
  } catch (cause) {
    throw new CannotStart(startTexts.certificates.damaged({ path, setting: "metadata.roots" }), { cause });
  }
  throw new CannotStart(startTexts.certificates.notARoot({ path }));
}

export interface WithMetadataRoots {
  readonly metadataRoots: MetadataRoots;
}
