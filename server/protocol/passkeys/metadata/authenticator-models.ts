import { X509Certificate } from "node:crypto";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { BlobEntry, BlobPayload, StatusReport } from "./blob-schema.ts";
import { cleanIcon, type Icon } from "./clean-icon.ts";

/** The metadata of authenticators: one verified blob, as the server uses it. */
export interface Metadata {
  /** The number counts the blobs of one signer. */
  readonly no: number;
  /** The time by which there is a newer blob, in epoch milliseconds. */
  readonly nextUpdate: number;
  /** The models of authenticators, by AAGUID. */
  readonly models: ReadonlyMap<string, Model>;
  /** The icons, by their own names. */
  readonly icons: ReadonlyMap<string, Icon>;
}

/** One model of authenticator. */
export interface Model {
  readonly aaguid: string;
  /** The maker's name for it, made visible. */
  readonly name: string;
  readonly icon: Icon | undefined;
  /** The certificates to which the model's attestation certificates must lead. */
  readonly anchors: readonly X509Certificate[];
  readonly attestationTypes: readonly string[];
  readonly reports: readonly StatusReport[];
  /** It is carried from machine to machine, as a security key is (FIDO Registry §3.4). */
  readonly isRoaming: boolean;
}

const MAX_NAME = 120;

export function metadataOf({ no, nextUpdate, entries }: BlobPayload): Metadata {
  const models = entries.map(modelOf).filter((model) => model !== undefined);
  const icons = models.flatMap(({ icon }) => (icon === undefined ? [] : [[icon.id, icon] as const]));
  return {
    no,
    nextUpdate: Date.parse(nextUpdate),
    models: new Map(models.map((model) => [model.aaguid, model])),
    icons: new Map(icons),
  };
}

/** Returns undefined for an entry without AAGUID: no passkey that this server accepts names it. */
function modelOf({ aaguid, metadataStatement, statusReports }: BlobEntry): Model | undefined {
  if (aaguid === undefined) return undefined;
  return {
    aaguid,
    name: neutralise(metadataStatement?.description ?? aaguid, MAX_NAME),
    icon: cleanIcon(metadataStatement?.icon),
    anchors: (metadataStatement?.attestationRootCertificates ?? []).flatMap(readAnchor),
    attestationTypes: metadataStatement?.attestationTypes ?? [],
    reports: statusReports,
    isRoaming: isRoaming(metadataStatement?.attachmentHint ?? []),
  };
}

const isRoaming = (hints: readonly string[]): boolean => hints.includes("external") && !hints.includes("internal");

/** Reads an anchor. A certificate that can't be read anchors nothing; the others of its model still do. */
function readAnchor(base64: string): readonly X509Certificate[] {
  try {
    return [new X509Certificate(Buffer.from(base64, "base64"))];
  } catch {
    return [];
  }
}
