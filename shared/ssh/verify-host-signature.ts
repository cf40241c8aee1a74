import type { HostKey, HostKeyMaterial } from "./host-key.ts";
import { WireError, WireReader } from "./wire-reader.ts";

/** Signatures of RSA host keys (RFC 8332). `ssh-rsa` is SHA-1, and is refused. */
const RSA_HASHES = new Map([
  ["rsa-sha2-256", "SHA-256"],
  ["rsa-sha2-512", "SHA-512"],
]);

/**
 * Tells if the host made that signature over the session identifier, as it does in the key exchange (RFC 4253 §8), and as `ssh` tells its agent
 * by `session-bind@openssh.com`.
 *
 * @param signature in SSH's form: the algorithm, then its own bytes
 */
export async function isHostSignature(
  { material }: Pick<HostKey, "material">,
  sessionId: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const reader = new WireReader(signature);
    const algorithm = reader.name("algorithm");
    const signed = reader.string("signature");
    reader.end("signature");
    return await verifies(material, algorithm, signed, sessionId);
  } catch {
    return false; // neither bytes that are no signature nor a point that is not on its curve prove anything
  }
}

async function verifies(
  material: HostKeyMaterial,
  algorithm: string,
  signed: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (material.kind === "ed25519") {
    if (algorithm !== "ssh-ed25519") return false;
    const key = await crypto.subtle.importKey("raw", material.raw, { name: "Ed25519" }, false, ["verify"]);
    return crypto.subtle.verify({ name: "Ed25519" }, key, signed, data);
  }
  if (material.kind === "ecdsa") {
    if (algorithm !== material.name) return false;
    const ecdsa = { name: "ECDSA", namedCurve: material.curve, hash: material.hash };
    const key = await crypto.subtle.importKey("raw", material.raw, ecdsa, false, ["verify"]);
    return crypto.subtle.verify(ecdsa, key, twoNumbers(signed, material.bytes), data);
  }
  const hash = RSA_HASHES.get(algorithm);
  if (hash === undefined) return false;
  const rsa = { name: "RSASSA-PKCS1-v1_5", hash };
  const key = await crypto.subtle.importKey("jwk", { kty: "RSA", n: material.n, e: material.e }, rsa, false, [
    "verify",
  ]);
  return crypto.subtle.verify(rsa, key, signed, data);
}

/** r ‖ s of equal length, as WebCrypto takes them, of two `mpint` (RFC 5656 §3.1.2). */
function twoNumbers(signed: Uint8Array<ArrayBuffer>, bytes: number): Uint8Array<ArrayBuffer> {
  const reader = new WireReader(signed);
  const both = new Uint8Array(2 * bytes);
  for (const end of [bytes, 2 * bytes]) {
    const digits = reader.positive(bytes, "signature");
    both.set(digits, end - digits.length);
  }
  reader.end("signature");
  if (both.length !== 2 * bytes) throw new WireError("signature");
  return both;
}
