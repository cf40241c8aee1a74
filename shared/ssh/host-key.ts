import { encodeBase64url } from "../encoding/base64url.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import { WireError, WireReader } from "./wire-reader.ts";

/** The curves of ECDSA host keys (RFC 5656 §10.1), with the bytes of a coordinate. */
const CURVES = {
  nistp256: { curve: "P-256", hash: "SHA-256", bytes: 32 },
  nistp384: { curve: "P-384", hash: "SHA-384", bytes: 48 },
  nistp521: { curve: "P-521", hash: "SHA-512", bytes: 66 },
} as const;

/** Bytes: 2048 to 16384 bits. */
const SHORTEST_MODULUS = 256;
const LONGEST_MODULUS = 2048;

/** The key itself, as WebCrypto takes it. */
export type HostKeyMaterial =
  | { readonly kind: "ed25519"; readonly raw: Uint8Array<ArrayBuffer> }
  | {
      readonly kind: "ecdsa";
      readonly raw: Uint8Array<ArrayBuffer>;
      readonly curve: (typeof CURVES)[keyof typeof CURVES]["curve"];
      readonly hash: (typeof CURVES)[keyof typeof CURVES]["hash"];
      /** The length of r and of s. */
      readonly bytes: number;
      /** The name that its signatures have. */
      readonly name: string;
    }
  | { readonly kind: "rsa"; readonly n: string; readonly e: string };

/** A host's public key, or its certificate: both name one key. */
export interface HostKey {
  readonly material: HostKeyMaterial;
  /** The name that known_hosts has, without certificate: `ssh-ed25519`. */
  readonly type: string;
  /** The plain key in SSH's form (RFC 4253 §6.6). */
  readonly blob: Uint8Array<ArrayBuffer>;
  /** base64url(SHA-256(plain key)). OpenSSH shows the same bytes in the other base64. */
  readonly fingerprint: string;
}

const CERTIFICATE = "-cert-v01@openssh.com";

/**
 * Reads a host key, or a host certificate for the key that it certifies; who signed the certificate is not looked at. Types whose signatures
 * rest on SHA-1 or on a touch are no host keys here.
 *
 * @throws WireError
 */
export async function readHostKey(bytes: Uint8Array<ArrayBuffer>): Promise<HostKey> {
  const reader = new WireReader(bytes);
  const written = reader.name("type");
  const certified = written.endsWith(CERTIFICATE);
  const type = certified ? written.slice(0, -CERTIFICATE.length) : written;
  if (certified) reader.string("nonce");
  const { material, parts } = readMaterial(type, reader);
  if (!certified) reader.end("host key");
  const blob = writeStrings([new TextEncoder().encode(type), ...parts]);
  return { material, type, blob, fingerprint: await sha256Base64url(blob) };
}

interface Read {
  readonly material: HostKeyMaterial;
  /** The strings after the type, as the plain key has them. */
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
}

function readMaterial(type: string, reader: WireReader): Read {
  if (type === "ssh-ed25519") return readEd25519(reader);
  if (type === "ssh-rsa") return readRsa(reader);
  const curve = Object.keys(CURVES).find((name): name is keyof typeof CURVES => type === `ecdsa-sha2-${name}`);
  if (curve === undefined) throw new WireError("type");
  return readEcdsa(type, curve, reader);
}

function readEd25519(reader: WireReader): Read {
  const raw = reader.string("key");
  if (raw.length !== 32) throw new WireError("key");
  return { material: { kind: "ed25519", raw }, parts: [raw] };
}

function readEcdsa(type: string, name: keyof typeof CURVES, reader: WireReader): Read {
  const said = reader.name("curve");
  const raw = reader.string("point");
  const of = CURVES[name];
  // 4 is an uncompressed point (SEC 1 §2.3.3), the only form that OpenSSH writes
  if (said !== name || raw.length !== 1 + 2 * of.bytes || raw[0] !== 4) throw new WireError("point");
  return { material: { kind: "ecdsa", raw, ...of, name: type }, parts: [new TextEncoder().encode(name), raw] };
}

function readRsa(reader: WireReader): Read {
  const e = reader.positive(8, "exponent");
  const n = reader.positive(LONGEST_MODULUS, "modulus");
  if (n.length < SHORTEST_MODULUS) throw new WireError("modulus");
  return {
    material: { kind: "rsa", n: encodeBase64url(n), e: encodeBase64url(e) },
    parts: [writtenNumber(e), writtenNumber(n)],
  };
}

const writtenNumber = (digits: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  (digits[0] ?? 0) >= 0x80 ? new Uint8Array([0, ...digits]) : digits;

/** SSH strings one after the other (RFC 4251 §5). */
function writeStrings(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(all.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    all.set(part, at + 4);
    at += 4 + part.length;
  }
  return all;
}
