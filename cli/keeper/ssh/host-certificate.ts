import { WireError, WireReader } from "@nearside/shared/ssh/wire-reader.ts";

/** A host's certificate says this. `ssh` has verified its signature before it continued. */
export interface HostCertificate {
  /** The key that signed it, as SSH writes it. */
  readonly authority: Uint8Array<ArrayBuffer>;
  /** The names that it is for. */
  readonly principals: readonly string[];
}

/**
 * Reads the certificate of a host (OpenSSH, PROTOCOL.certkeys).
 *
 * @param certificate as SSH writes it
 * @param key the plain key that it certifies, as SSH writes it: its own members come first in both
 * @returns undefined if that is no certificate
 */
export function readHostCertificate(
  certificate: Uint8Array<ArrayBuffer>,
  key: Uint8Array<ArrayBuffer>,
): HostCertificate | undefined {
  try {
    return read(certificate, key);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

const SUFFIX = "-cert-v01@openssh.com";
/** Serial and kind; and the two times between which it is valid. Bytes. */
const SERIAL_AND_KIND = 12;
const VALIDITY = 16;

function read(certificate: Uint8Array<ArrayBuffer>, key: Uint8Array<ArrayBuffer>): HostCertificate | undefined {
  const reader = new WireReader(certificate);
  const type = reader.name("type");
  if (!type.endsWith(SUFFIX)) return undefined;
  const nonce = reader.string("nonce");
  const members = key.length - (4 + type.length - SUFFIX.length);
  const at = 4 + type.length + 4 + nonce.length + members + SERIAL_AND_KIND;
  const names = new WireReader(certificate.slice(at));
  const keyId = names.string("key id");
  const principals = names.string("principals");
  const rest = new WireReader(certificate.slice(at + 8 + keyId.length + principals.length + VALIDITY));
  for (const part of ["critical options", "extensions", "reserved"]) rest.string(part);
  return { authority: rest.string("authority"), principals: stringsIn(principals) };
}

function stringsIn(bytes: Uint8Array<ArrayBuffer>): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const text = new WireReader(bytes.slice(at)).string("principal");
    found.push(Buffer.from(text).toString("utf8"));
    at += 4 + text.length;
  }
  return found;
}
