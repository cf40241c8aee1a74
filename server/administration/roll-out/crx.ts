import type { ExtensionKey } from "../../platform/keys/extension-keys.ts";

// CRX3, as Chromium's components/crx_file has it (crx3.proto, crx_verifier.cc): "Cr24", a version and a header before the zip. The
// header is a protocol buffer of three fields, so it is written here. The packages that npm has for it want a key that is in a file,
// and write files; the key of this server is in no file.

const MAGIC = Buffer.from("Cr24");
const VERSION = 3;
/** The signed text begins with these bytes, and the length of the header's signed part. */
const SIGNED_BEGINS = Buffer.from("CRX3 SignedData\0");

/** Numbers of the fields in crx3.proto. All of them are of the wire type that has a length (2). */
const FIELDS = { sha256WithRsa: 2, signedHeaderData: 10_000 };
const PROOF_FIELDS = { publicKey: 1, signature: 2 };
const SIGNED_FIELDS = { crxId: 1 };

/** Half of the SHA-256 of the key: the id, before it is written in letters. */
const ID_BYTES = 16;

/** The zip as a package that Chromium takes for the extension of that key. */
export function crxOf(zip: Uint8Array, key: Pick<ExtensionKey, "id" | "publicKey" | "sign">): Uint8Array {
  const signed = field(SIGNED_FIELDS.crxId, idBytes(key.id));
  const signature = key.sign(Buffer.concat([SIGNED_BEGINS, uint32(signed.length), signed, zip]));
  const proof = Buffer.concat([
    field(PROOF_FIELDS.publicKey, Buffer.from(key.publicKey, "base64")),
    field(PROOF_FIELDS.signature, signature),
  ]);
  const header = Buffer.concat([field(FIELDS.sha256WithRsa, proof), field(FIELDS.signedHeaderData, signed)]);
  return new Uint8Array(Buffer.concat([MAGIC, uint32(VERSION), uint32(header.length), header, zip]));
}

/** Each letter from a to p is four bits. */
function idBytes(id: string): Uint8Array {
  const hex = id.replace(/./g, (letter) => (letter.charCodeAt(0) - 97).toString(16));
  const bytes = Buffer.from(hex, "hex");
  if (bytes.length !== ID_BYTES) throw new Error("this is no id of an extension");
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** Seven bits a byte, the lowest first (Protocol Buffers, "Encoding"). */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
