import "reflect-metadata"; // asked for by the library below
import { KeyObject } from "node:crypto";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import * as x509 from "@peculiar/x509";
import { CompactSign } from "jose";
import type { Attester } from "./authenticator.ts";

// This replaces the FIDO Alliance and a maker of authenticators: certificates and metadata blobs, right ones and wrong ones.

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNING = { ...P256, hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;
const FROM = new Date("2020-01-01T00:00:00Z");
const UNTIL = new Date("2060-01-01T00:00:00Z");
/** id-fido-gen-ce-aaguid (WebAuthn L3 §8.2.1). */
const AAGUID_EXTENSION = "1.3.6.1.4.1.45724.1.1.4";

const newKeys = () => crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
type Keys = Awaited<ReturnType<typeof newKeys>>;

/** An authority that issues certificates, such as the root of a maker or of the metadata. */
export class Authority {
  readonly certificate: x509.X509Certificate;
  readonly #keys: Keys;

  private constructor(certificate: x509.X509Certificate, keys: Keys) {
    this.certificate = certificate;
    this.#keys = keys;
  }

  static async root(name: string): Promise<Authority> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      ...common(),
      name: `CN=${name}`,
      keys,
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    });
    return new Authority(certificate, keys);
  }

  get pem(): string {
    return this.certificate.toString("pem");
  }

  /** DER, base64. */
  get base64(): string {
    return Buffer.from(this.certificate.rawData).toString("base64");
  }

  /** Certifies another authority, or with `ca: false` a holder who issues although its certificate does not allow it. */
  async below(name: string, { ca = true, from = FROM, until = UNTIL } = {}): Promise<Authority> {
    const { certificate, keys } = await this.issue(`CN=${name}`, {
      from,
      until,
      extensions: [new x509.BasicConstraintsExtension(ca, undefined, true)],
    });
    return new Authority(certificate, keys);
  }

  async issue(
    name: string,
    more: { from?: Date; until?: Date; extensions?: x509.Extension[] } = {},
  ): Promise<{ certificate: x509.X509Certificate; keys: Keys }> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      ...common(),
      ...(more.from === undefined ? {} : { notBefore: more.from }),
      ...(more.until === undefined ? {} : { notAfter: more.until }),
      subject: name,
      issuer: this.certificate.subject,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      extensions: more.extensions ?? [],
    });
    return { certificate, keys };
  }

  /** The key and certificate that a maker puts into its authenticators of one model. */
  async attester(aaguid: string): Promise<Attester> {
    const extension = Buffer.concat([Buffer.from([0x04, 16]), Buffer.from(aaguid.replaceAll("-", ""), "hex")]);
    const { certificate, keys } = await this.issue("C=XX, O=Maker, OU=Authenticator Attestation, CN=Model", {
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.Extension(AAGUID_EXTENSION, false, extension),
      ],
    });
    return { key: KeyObject.from(keys.privateKey), x5c: [new Uint8Array(certificate.rawData)] };
  }

  /** Signs a payload as a blob, by a signer whom this authority certifies. @param between authorities, the nearest to the signer first */
  async blob(payload: unknown, { name = "CN=metadata.example", between = [] }: BlobTwist = {}): Promise<string> {
    const { certificate, keys } = await this.issue(name, {
      extensions: [new x509.BasicConstraintsExtension(false, undefined, true)],
    });
    const x5c = [certificate, ...between.map((one) => one.certificate)].map((one) =>
      Buffer.from(one.rawData).toString("base64"),
    );
    return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: "ES256", typ: "JWT", x5c })
      .sign(keys.privateKey);
  }
}

export interface BlobTwist {
  readonly name?: string;
  readonly between?: readonly Authority[];
}

/** One model that a blob lists. */
export interface ListedModel {
  readonly aaguid: string;
  readonly description?: string;
  readonly roots?: readonly Pick<Authority, "base64">[];
  readonly attestationTypes?: readonly string[];
  readonly icon?: string;
  readonly attachmentHint?: readonly string[];
  readonly reports?: readonly { readonly status: string; readonly effectiveDate?: string }[];
}

/** A blob's payload in the form of the FIDO Alliance (Metadata Service 3). @param nextUpdate epoch milliseconds */
export const payloadOf = (no: number, nextUpdate: number, models: readonly ListedModel[]) => ({
  legalHeader: "made for a test",
  no,
  nextUpdate: new Date(nextUpdate).toISOString().slice(0, 10),
  entries: models.map((model) => ({
    aaguid: model.aaguid,
    metadataStatement: {
      description: model.description ?? "Example Key",
      authenticatorVersion: 2,
      protocolFamily: "fido2",
      schema: 3,
      authenticationAlgorithms: ["secp256r1_ecdsa_sha256_raw"],
      attestationTypes: model.attestationTypes ?? ["basic_full"],
      attestationRootCertificates: (model.roots ?? []).map((root) => root.base64),
      ...(model.icon === undefined ? {} : { icon: model.icon }),
      ...(model.attachmentHint === undefined ? {} : { attachmentHint: model.attachmentHint }),
    },
    statusReports: model.reports ?? [{ status: "FIDO_CERTIFIED_L1", effectiveDate: "2024-01-01" }],
    timeOfLastStatusChange: "2024-01-01",
  })),
});

export const inDays = (now: number, days: number): number => now + days * DAY_MS;

/** The blob with one word of its payload changed. */
export function spoilt(blob: string): string {
  const [header, payload = "", signature] = blob.split(".");
  const text = Buffer.from(payload, "base64url").toString().replace("made for a test", "made for a thief");
  return [header, encodeBase64url(new TextEncoder().encode(text)), signature].join(".");
}

const common = () => ({ notBefore: FROM, notAfter: UNTIL, signingAlgorithm: SIGNING });
