import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { BoundPasskey } from "@nearside/shared/chain/chain.ts";
import type { AssertionJson, RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import { isoCBOR } from "@simplewebauthn/server/helpers";

// An authenticator in software and the browser before it (WebAuthn L3 §5.1, §6). It does what a test asks, wrong things too.

/** The flags of authenticator data: present, verified, may be backed up, is backed up, has a new credential (WebAuthn L3 §6.1). */
export const FLAGS = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40 } as const;
/** The model that an authenticator claims to be unless a test names another. */
export const AAGUID = "00112233-4455-6677-8899-aabbccddeeff";
/** The model that an authenticator claims if it does not tell its model. */
export const NO_AAGUID = "00000000-0000-0000-0000-000000000000";

/** The key by which a maker's authenticators prove their model, and its certificates, DER. */
export interface Attester {
  readonly key: KeyObject;
  readonly x5c: readonly Uint8Array<ArrayBuffer>[];
}

interface Ceremony {
  /** Base64url as the options have it, or the bytes. */
  readonly challenge: string | Uint8Array;
  readonly rpId: string;
  readonly origin: string;
}

type Members = Readonly<Record<string, unknown>>;

/** One thing that differs from an honest ceremony. */
export interface CeremonyTwist {
  readonly flags?: number;
  /** The signature counter. An authenticator that keeps none says 0. */
  readonly counter?: number;
  readonly rpId?: string;
  /** Members that differ, or a function that makes another value: a text is taken as it is, anything else is written as JSON. */
  readonly clientData?: Members | ((honest: Members) => unknown);
  /** The authenticator whose key signs an assertion. */
  readonly signedBy?: Authenticator;
  /** Another form of the signature of an assertion, which is DER. */
  readonly signature?: (der: Uint8Array) => Uint8Array;
  readonly credentialId?: Buffer;
  /** Another model than its own, proven by this key or by none. */
  readonly model?: { readonly aaguid: string; readonly attester: Attester | undefined };
  /** The COSE_Key of a registration. */
  readonly publicKey?: Uint8Array<ArrayBuffer>;
  /** Members that the browser adds and no key signs. */
  readonly unsigned?: Partial<Pick<AssertionJson, "authenticatorAttachment" | "clientExtensionResults">>;
  /** Changes an assertion after it was signed. */
  readonly written?: (honest: AssertionJson) => AssertionJson;
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
  readonly #signed = new Map<string, Uint8Array>();
  #counter = 0;

  /**
   * @param kind `counts`: it has a signature counter, as security keys do; `attester`: it attests, by its maker's certificates or
   * by the passkey itself; `key`: the private key of one that was kept
   */
  constructor(
    name: string,
    kind: {
      readonly flags?: number;
      readonly counts?: boolean;
      readonly aaguid?: string;
      readonly attester?: Attester | "self";
      readonly key?: KeyObject;
    } = {},
  ) {
    const privateKey = kind.key ?? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const publicKey = createPublicKey(privateKey);
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

  /** Its passkey as a server stores it. */
  get enrolled(): BoundPasskey {
    return {
      credential_id: this.id,
      public_key: this.publicKey,
      backup_eligible: (this.#flags & FLAGS.BE) !== 0,
    };
  }

  /** Signs with the passkey (ES256, DER): the same bytes for the same text, so that a vector changes in one place only. */
  sign(bytes: Uint8Array): Uint8Array {
    const text = Buffer.from(bytes).toString("base64url");
    const signature = this.#signed.get(text) ?? sign("sha256", bytes, this.#privateKey);
    this.#signed.set(text, signature);
    return signature;
  }

  /** `navigator.credentials.create`. */
  create(ceremony: Ceremony, twist: CeremonyTwist = {}): RegistrationJson {
    const credentialId = twist.credentialId ?? this.credentialId;
    const { aaguid, attester } = twist.model ?? { aaguid: this.#aaguid, attester: this.#attester };
    const authData = Buffer.concat([
      this.#head(ceremony, twist, FLAGS.AT),
      Buffer.from(aaguid.replaceAll("-", ""), "hex"),
      Buffer.from([credentialId.length >> 8, credentialId.length & 0xff]),
      credentialId,
      twist.publicKey ?? this.#publicKey,
    ]);
    const client = clientData("webauthn.create", ceremony, twist);
    const attestation = new Map<string, CborValue>([
      ["fmt", attester === undefined ? "none" : "packed"],
      ["attStmt", this.#statement(attester, Buffer.concat([authData, sha256(client)]))],
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
  get(ceremony: Ceremony, twist: CeremonyTwist = {}): AssertionJson {
    const data = this.#head(ceremony, twist, 0);
    const client = clientData("webauthn.get", ceremony, twist);
    const der = (twist.signedBy ?? this).sign(Buffer.concat([data, sha256(client)]));
    const assertion: AssertionJson = {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      ...twist.unsigned,
      response: {
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: Buffer.from(twist.signature?.(der) ?? der).toString("base64url"),
      },
    };
    return twist.written?.(assertion) ?? assertion;
  }

  /** The attestation statement: packed (WebAuthn L3 §8.2), or empty if it does not attest. */
  #statement(attester: Attester | "self" | undefined, signed: Buffer): Map<string, CborValue> {
    if (attester === undefined) return new Map();
    const by = attester === "self" ? this.#privateKey : attester.key;
    const statement = new Map<string, CborValue>([
      ["alg", -7],
      ["sig", new Uint8Array(sign("sha256", signed, by))],
    ]);
    return attester === "self" ? statement : statement.set("x5c", [...attester.x5c]);
  }

  #head(ceremony: Ceremony, twist: CeremonyTwist, more: number): Buffer {
    if (this.#counts) this.#counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(twist.counter ?? this.#counter);
    const flags = (twist.flags ?? this.#flags) | more;
    return Buffer.concat([sha256(twist.rpId ?? ceremony.rpId), Buffer.from([flags]), counter]);
  }
}

function clientData(type: string, { challenge, origin }: Ceremony, { clientData: twist }: CeremonyTwist): Buffer {
  const text = typeof challenge === "string" ? challenge : Buffer.from(challenge).toString("base64url");
  const honest = { type, challenge: text, origin, crossOrigin: false };
  const spoilt = typeof twist === "function" ? twist(honest) : { ...honest, ...twist };
  return Buffer.from(typeof spoilt === "string" ? spoilt : JSON.stringify(spoilt));
}

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
