import { createHmac, createPublicKey } from "node:crypto";
import type { Party } from "./parties.ts";

// Compact JWS that no signer of ours would write: every byte is the caller's, the signature is real.

const base64url = (part: string | Uint8Array): string => Buffer.from(part).toString("base64url");

/** Header and claims of an honest statement. */
export interface Parts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

export function partsOf(jws: string): Parts {
  const [head = "", payload = ""] = jws.split(".").map((part) => Buffer.from(part, "base64url").toString());
  return { header: JSON.parse(head), claims: JSON.parse(payload) };
}

/** Signs two parts given as JSON texts or as bytes. */
export const forge = (party: Party, header: string | Uint8Array, payload: string | Uint8Array): Promise<string> =>
  signText(party, `${base64url(header)}.${base64url(payload)}`);

/** Signs the first two parts as they are written. */
export async function signText(party: Party, text: string): Promise<string> {
  return `${text}.${base64url(await party.signBytes(new TextEncoder().encode(text)))}`;
}

const encode = (part: object): string => base64url(JSON.stringify(part));

/** For `alg` none. */
export const withoutSignature = ({ header, claims }: Parts): string => `${encode(header)}.${encode(claims)}.`;

/** A MAC whose secret is the public key, as everybody can make it. */
export function maced({ jwk }: Party, { header, claims }: Parts): string {
  const secret = createPublicKey({ key: { ...jwk }, format: "jwk" }).export({ type: "spki", format: "pem" });
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

/** Another signature in the place of that one. */
export function resigned(jws: string, change: (signature: Buffer) => Uint8Array): string {
  const [head, payload, signature = ""] = jws.split(".");
  return `${head}.${payload}.${base64url(change(Buffer.from(signature, "base64url")))}`;
}

/** Order of the group of P-256 (FIPS 186-5, SP 800-186 §3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** R ‖ n − S: everybody who sees an ECDSA signature can make this second one, which is as good. */
export const twinOf = (signature: Uint8Array): Uint8Array => {
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`);
  const twin = Buffer.from((ORDER - s).toString(16).padStart(64, "0"), "hex");
  return Buffer.concat([signature.subarray(0, 32), twin]);
};

/** DER of R ‖ S (RFC 3279 §2.2.3), and back. */
export function derOf(signature: Uint8Array): Uint8Array {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map((bytes) => {
    const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
    const positive = (significant[0] ?? 0) < 0x80 ? significant : Buffer.concat([Buffer.of(0), significant]);
    return Buffer.concat([Buffer.of(0x02, positive.length), positive]);
  });
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

export function signatureInDer(der: Uint8Array): Uint8Array {
  const rLength = der[3] ?? 0;
  const r = der.subarray(4, 4 + rLength);
  const s = der.subarray(4 + rLength + 2);
  return Buffer.concat([r, s].map((bytes) => Buffer.concat([Buffer.alloc(32), bytes]).subarray(-32)));
}
