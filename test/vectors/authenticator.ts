import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { BoundPasskey } from "@nearside/shared/chain/chain.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { isoCBOR } from "@simplewebauthn/server/helpers";

// A passkey in software, as WebAuthn L3 §6 has it, for vectors that no authenticator would make.

/** WebAuthn L3 §6.1, flags. */
export const FLAGS = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10 } as const;

export interface Authenticator {
  readonly enrolled: BoundPasskey;
  /** What it says of each assertion. */
  readonly flags: number;
  /** DER, as WebAuthn L3 §6.5.5 has it. The same bytes for the same text. */
  sign(bytes: Uint8Array): Uint8Array;
}

export function newAuthenticator(name: string, flags: number): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signed = new Map<string, Uint8Array>();
  return {
    enrolled: {
      credential_id: sha256(name).toString("base64url"),
      public_key: coseKey(publicKey),
      backup_eligible: (flags & FLAGS.backupEligible) !== 0,
    },
    flags,
    sign(bytes) {
      const text = Buffer.from(bytes).toString("base64url");
      const signature = signed.get(text) ?? sign("sha256", bytes, privateKey);
      signed.set(text, signature);
      return signature;
    },
  };
}

/** COSE_Key, EC2, ES256, P-256 (RFC 9053 §7.1.1), base64url. */
function coseKey(publicKey: KeyObject): string {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const members = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, new Uint8Array(Buffer.from(x, "base64url"))],
    [-3, new Uint8Array(Buffer.from(y, "base64url"))],
  ]);
  return Buffer.from(isoCBOR.encode(members)).toString("base64url");
}

/** One thing that is wrong with an assertion. */
export interface AssertionTwist {
  /** A text stands as it is; anything else is written as JSON. */
  readonly clientData?: (honest: Readonly<Record<string, unknown>>) => unknown;
  readonly flags?: number;
  /** Signature counter; 0 where the authenticator keeps none. */
  readonly counter?: number;
  readonly rpId?: string;
  /** Whose key signs. */
  readonly key?: Authenticator;
  readonly signature?: (der: Uint8Array) => Uint8Array;
  /** What becomes of it after it was signed. */
  readonly written?: (honest: AssertionJson) => AssertionJson;
}

/** `navigator.credentials.get` on that page (WebAuthn L3 §5.1.4, §6.3.3). */
export function assertOver(
  authenticator: Authenticator,
  asked: { readonly challenge: Uint8Array; readonly rpId: string; readonly origin: string },
  twist: AssertionTwist = {},
): AssertionJson {
  const honest = {
    type: "webauthn.get",
    challenge: Buffer.from(asked.challenge).toString("base64url"),
    origin: asked.origin,
    crossOrigin: false,
  };
  const said = twist.clientData?.(honest) ?? honest;
  const clientData = Buffer.from(typeof said === "string" ? said : JSON.stringify(said));
  const flagsAndCounter = Buffer.alloc(5);
  flagsAndCounter.writeUInt8(twist.flags ?? authenticator.flags);
  flagsAndCounter.writeUInt32BE(twist.counter ?? 0, 1);
  const authenticatorData = Buffer.concat([sha256(twist.rpId ?? asked.rpId), flagsAndCounter]);
  const der = (twist.key ?? authenticator).sign(Buffer.concat([authenticatorData, sha256(clientData)]));
  const { credential_id } = authenticator.enrolled;
  const assertion: AssertionJson = {
    id: credential_id,
    rawId: credential_id,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      clientDataJSON: clientData.toString("base64url"),
      authenticatorData: authenticatorData.toString("base64url"),
      signature: Buffer.from(twist.signature?.(der) ?? der).toString("base64url"),
    },
  };
  return twist.written?.(assertion) ?? assertion;
}

const sha256 = (data: string | Uint8Array): Buffer => createHash("sha256").update(data).digest();
