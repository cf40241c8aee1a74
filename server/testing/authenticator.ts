import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { AssertionJson, RegistrationJson } from "@nearside/shared/api/webauthn.ts";
import { isoCBOR } from "@simplewebauthn/server/helpers";

// An authenticator and the browser before it, in software: WebAuthn L3 §5.1, §6. It does as it is told, wrong things too.

/** WebAuthn L3 §6.1. */
export const FLAGS = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40 } as const;
const AAGUID = Buffer.from("00112233445566778899aabbccddeeff", "hex");

export interface Ceremony {
  /** base64url, from the options. */
  readonly challenge: string;
  readonly rpId: string;
  readonly origin: string;
}

/** What is not as it should be. */
export interface CeremonyTwist {
  readonly flags?: number;
  readonly counter?: number;
  readonly rpId?: string;
  readonly clientData?: Readonly<Record<string, unknown>>;
  /** Whose key signs an assertion. */
  readonly signedBy?: Authenticator;
  readonly credentialId?: Buffer;
  /** COSE_Key of a registration. */
  readonly publicKey?: Uint8Array<ArrayBuffer>;
}

export class Authenticator {
  readonly credentialId: Buffer;
  readonly #privateKey: KeyObject;
  readonly #publicKey: Uint8Array<ArrayBuffer>;
  readonly #flags: number;
  readonly #counts: boolean;
  #counter = 0;

  /** @param kind `counts`: it has a signature counter, as security keys do */
  constructor(name: string, kind: { readonly flags?: number; readonly counts?: boolean } = {}) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.credentialId = sha256(name);
    this.#privateKey = privateKey;
    this.#publicKey = coseKey(publicKey);
    this.#flags = kind.flags ?? FLAGS.UP | FLAGS.UV;
    this.#counts = kind.counts ?? false;
  }

  get id(): string {
    return this.credentialId.toString("base64url");
  }

  /** COSE_Key, base64url. */
  get publicKey(): string {
    return Buffer.from(this.#publicKey).toString("base64url");
  }

  /** `navigator.credentials.create`, attestation none. */
  create(asked: Ceremony, twist: CeremonyTwist = {}): RegistrationJson {
    const credentialId = twist.credentialId ?? this.credentialId;
    const authData = Buffer.concat([
      this.#head(asked, twist, FLAGS.AT),
      AAGUID,
      Buffer.from([credentialId.length >> 8, credentialId.length & 0xff]),
      credentialId,
      twist.publicKey ?? this.#publicKey,
    ]);
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ["fmt", "none"],
      ["attStmt", new Map<string, string>()],
      ["authData", new Uint8Array(authData)],
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData("webauthn.create", asked, twist).toString("base64url"),
        attestationObject: Buffer.from(isoCBOR.encode(attestation)).toString("base64url"),
      },
    };
  }

  /** `navigator.credentials.get`. */
  get(asked: Ceremony, twist: CeremonyTwist = {}): AssertionJson {
    const data = this.#head(asked, twist, 0);
    const client = clientData("webauthn.get", asked, twist);
    const signing = (twist.signedBy ?? this).#privateKey;
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: sign("sha256", Buffer.concat([data, sha256(client)]), signing).toString("base64url"),
      },
    };
  }

  #head(asked: Ceremony, twist: CeremonyTwist, more: number): Buffer {
    if (this.#counts) this.#counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(twist.counter ?? this.#counter);
    const flags = (twist.flags ?? this.#flags) | more;
    return Buffer.concat([sha256(twist.rpId ?? asked.rpId), Buffer.from([flags]), counter]);
  }
}

const clientData = (type: string, { challenge, origin }: Ceremony, twist: CeremonyTwist): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...twist.clientData }));

/** COSE_Key, EC2, ES256, P-256 (RFC 9053 §7.1.1). */
function coseKey(publicKey: KeyObject): Uint8Array<ArrayBuffer> {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const members = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, new Uint8Array(Buffer.from(x, "base64url"))],
    [-3, new Uint8Array(Buffer.from(y, "base64url"))],
  ]);
  return isoCBOR.encode(members);
}

const sha256 = (data: string | Uint8Array): Buffer => createHash("sha256").update(data).digest();
