import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { SshPlace } from "@nearside/shared/statements/place.ts";

/** SSH strings one after the other (RFC 4251 §5). */
const strings = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );

/** A number above 0 as SSH writes it: without leading zeros, and with one where its first bit is set. */
function mpint(bytes: Uint8Array): Buffer {
  const digits = Buffer.from(bytes.subarray(bytes.findIndex((byte) => byte !== 0)));
  return (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
}

type HostKeyType = "ssh-ed25519" | "ecdsa-sha2-nistp256" | "ecdsa-sha2-nistp384" | "ecdsa-sha2-nistp521" | "ssh-rsa";
const CURVES = {
  "ecdsa-sha2-nistp256": ["nistp256", "P-256", "sha256", 32],
  "ecdsa-sha2-nistp384": ["nistp384", "P-384", "sha384", 48],
  "ecdsa-sha2-nistp521": ["nistp521", "P-521", "sha512", 66],
} as const;

/** A host with a key of its own, which signs what it would sign in a key exchange. */
interface SshHost {
  /** The plain key in SSH's form. */
  readonly key: Buffer;
  /** A certificate for it, by an authority that nobody looks at. */
  readonly certificate: Buffer;
  /** Type and base64, the form of known_hosts. */
  readonly line: string;
  /** base64url(SHA-256(key)). */
  readonly fingerprint: string;
  /** Its signature in SSH's form over those bytes. @param algorithm of an RSA key */
  signs(data: Uint8Array, algorithm?: "rsa-sha2-256" | "rsa-sha2-512" | "ssh-rsa"): Buffer;
  /** One session with it, as the machine's keeper names it. */
  session(changed?: Partial<SshPlace>): SshPlace;
}

/** Makes a host with a new key of that type. @param since epoch seconds at which its sessions begin */
export function newSshHost(type: HostKeyType = "ssh-ed25519", since = 1_795_000_000): SshHost {
  const made = make(type);
  const key = strings(type, ...made.parts);
  const certificate = strings(`${type}-cert-v01@openssh.com`, randomBytes(32), ...made.parts, "the rest of it");
  const signs: SshHost["signs"] = (data, algorithm) => made.signs(data, algorithm);
  return {
    key,
    certificate,
    line: `${type} ${key.toString("base64")}`,
    fingerprint: createHash("sha256").update(key).digest("base64url"),
    signs,
    session(changed) {
      const session = randomBytes(32);
      return {
        kind: "ssh",
        host_key: key.toString("base64url"),
        session_id: session.toString("base64url"),
        signature: signs(session).toString("base64url"),
        since,
        claimed_name: "build-7",
        hops: [],
        ...changed,
      };
    },
  };
}

interface Made {
  readonly parts: readonly (string | Uint8Array)[];
  readonly signs: SshHost["signs"];
}

const coordinate = (jwk: { readonly [name: string]: unknown }, name: string): Buffer =>
  Buffer.from(String(jwk[name]), "base64url");

function make(type: HostKeyType): Made {
  if (type === "ssh-ed25519") {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const raw = coordinate({ ...publicKey.export({ format: "jwk" }) }, "x");
    return { parts: [raw], signs: (data) => strings(type, sign(null, data, privateKey)) };
  }
  if (type === "ssh-rsa") return makeRsa();
  const [name, curve, hash, size] = CURVES[type];
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: curve });
  const jwk = { ...publicKey.export({ format: "jwk" }) };
  const point = Buffer.concat([Buffer.from([4]), coordinate(jwk, "x"), coordinate(jwk, "y")]);
  return { parts: [name, point], signs: (data) => strings(type, twoNumbers(data, hash, privateKey, size)) };
}

function twoNumbers(data: Uint8Array, hash: string, privateKey: KeyObject, size: number): Buffer {
  const both = sign(hash, data, { key: privateKey, dsaEncoding: "ieee-p1363" });
  return strings(mpint(both.subarray(0, size)), mpint(both.subarray(size)));
}

function makeRsa(): Made {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }) };
  const hashes = { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512", "ssh-rsa": "sha1" } as const;
  return {
    parts: [mpint(coordinate(jwk, "e")), mpint(coordinate(jwk, "n"))],
    signs: (data, algorithm = "rsa-sha2-512") => strings(algorithm, sign(hashes[algorithm], data, privateKey)),
  };
}
