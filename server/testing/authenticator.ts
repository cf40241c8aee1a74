import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { AssertionJson, RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import { isoCBOR } from "@simplewebauthn/server/helpers";

// An authenticator and the browser before it, in software: WebAuthn L3 §5.1, §6. It does as it is told, wrong things too.

/** WebAuthn L3 §6.1. */
export const FLAGS = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40 } as const;
/** What it says that it is, unless it is told another. */
export const AAGUID = "00112233-4455-6677-8899-aabbccddeeff";

/** What a maker gave it to prove its make with: certificates of that key, DER. */
export interface Attester {
  readonly key: KeyObject;
  readonly x5c: readonly Uint8Array<ArrayBuffer>[];
}

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
  /** The browser adds this, and nobody signs for it. */
  readonly unsigned?: Partial<Pick<AssertionJson, "authenticatorAttachment" | "clientExtensionResults">>;
}

type CborValue = string | number | Uint8Array | Uint8Array[] | Map<string, CborValue>;

export class Authenticator {
  readonly credentialId: Buffer;
  readonly #privateKey: KeyObject;
  readonly #publicKey: Uint8Array<ArrayBuffer>;
  readonly #flags: number;
  readonly #counts: boolean;
  readonly #aaguid: string;
  readonly #attester: Attester | "self" | undefined;
  #counter = 0;

  /**
   * @param kind `counts`: it has a signature counter, as security keys do; `attester`: it attests, by its maker's certificates or
   * by the passkey itself
   */
  constructor(
    name: string,
    kind: {
      readonly flags?: number;
      readonly counts?: boolean;
      readonly aaguid?: string;
      readonly attester?: Attester | "self";
    } = {},
  ) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.credentialId = sha256(name);
    this.#privateKey = privateKey;
    this.#publicKey = coseKey(publicKey);
    this.#flags = kind.flags ?? FLAGS.UP | FLAGS.UV;
    this.#counts = kind.counts ?? false;
    this.#aaguid = kind.aaguid ?? AAGUID;
    this.#attester = kind.attester;
  }

  get id(): string {
    return this.credentialId.toString("base64url");
  }

  /** COSE_Key, base64url. */
  get publicKey(): string {
    return Buffer.from(this.#publicKey).toString("base64url");
  }

  /** `navigator.credentials.create`. */
  create(asked: Ceremony, twist: CeremonyTwist = {}): RegistrationJson {
    const credentialId = twist.credentialId ?? this.credentialId;
    const authData = Buffer.concat([
      this.#head(asked, twist, FLAGS.AT),
      Buffer.from(this.#aaguid.replaceAll("-", ""), "hex"),
      Buffer.from([credentialId.length >> 8, credentialId.length & 0xff]),
      credentialId,
      twist.publicKey ?? this.#publicKey,
    ]);
    const client = clientData("webauthn.create", asked, twist);
    const attestation = new Map<string, CborValue>([
      ["fmt", this.#attester === undefined ? "none" : "packed"],
      ["attStmt", this.#statement(Buffer.concat([authData, sha256(client)]))],
      ["authData", new Uint8Array(authData)],
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      ...twist.unsigned,
      response: {
        clientDataJSON: client.toString("base64url"),
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
      ...twist.unsigned,
      response: {
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: sign("sha256", Buffer.concat([data, sha256(client)]), signing).toString("base64url"),
      },
    };
  }

  /** Attestation statement, packed (WebAuthn L3 §8.2), or none. */
  #statement(signed: Buffer): Map<string, CborValue> {
    if (this.#attester === undefined) return new Map();
    const by = this.#attester === "self" ? this.#privateKey : this.#attester.key;
    const statement = new Map<string, CborValue>([
      ["alg", -7],
      ["sig", new Uint8Array(sign("sha256", signed, by))],
    ]);
    return this.#attester === "self" ? statement : statement.set("x5c", [...this.#attester.x5c]);
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
