import "reflect-metadata"; // asked for by the library below
// In place of a maker of authenticators, and of whoever vouches for makers: certificates, passkeys that attest, metadata.
import { createHash, KeyObject, sign } from "node:crypto";
import type { RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import * as x509 from "@peculiar/x509";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { CompactSign } from "jose";
import { registerPasskey } from "../steps/register-passkey.ts";
import type { Authenticator } from "../vectors/authenticator.ts";

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const always = {
  notBefore: new Date("2020-01-01T00:00:00Z"),
  notAfter: new Date("2060-01-01T00:00:00Z"),
  signingAlgorithm: { ...P256, hash: "SHA-256" },
};
/** Where the AAGUID stands in authenticatorData (WebAuthn L3 §6.1, §6.5.1). */
const AAGUID_AT = 37;

interface Issued {
  readonly der: Buffer;
  readonly key: KeyObject;
}

/** An authority, and what it certifies. */
export interface Maker {
  readonly pem: string;
  readonly base64: string;
  readonly issue: (name: string) => Promise<Issued>;
}

export async function newMaker(name: string): Promise<Maker> {
  const keys = await newKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...always,
    name: `CN=${name}`,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    pem: root.toString("pem"),
    base64: Buffer.from(root.rawData).toString("base64"),
    issue: async (subject) => {
      const own = await newKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        ...always,
        subject,
        issuer: root.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [new x509.BasicConstraintsExtension(false, undefined, true)],
      });
      return { der: Buffer.from(certificate.rawData), key: KeyObject.from(own.privateKey) };
    },
  };
}

const newKeys = () => crypto.subtle.generateKey(P256, true, ["sign", "verify"]);

/** What the maker puts into an authenticator. */
export const newModelKey = (maker: Maker): Promise<Issued> =>
  maker.issue("C=XX, O=Maker, OU=Authenticator Attestation, CN=Model");

/** A new passkey of an authenticator that says it is of that model, attested by that key or not at all. */
export function registerAs(
  aaguid: string,
  by: Issued | undefined,
  passkey: Authenticator,
  challenge: string,
  origin: string,
): RegistrationJson {
  const plain = registerPasskey(passkey, challenge, origin);
  const decoded = isoCBOR.decodeFirst<Map<string, Uint8Array>>(
    new Uint8Array(Buffer.from(plain.response.attestationObject, "base64url")),
  );
  const authData = Buffer.from(decoded.get("authData") ?? []);
  authData.set(Buffer.from(aaguid.replaceAll("-", ""), "hex"), AAGUID_AT);
  const client = createHash("sha256").update(Buffer.from(plain.response.clientDataJSON, "base64url")).digest();
  const statement =
    by === undefined
      ? new Map<string, number>()
      : new Map<string, number | Uint8Array | Uint8Array[]>([
          ["alg", -7],
          ["sig", new Uint8Array(sign("sha256", Buffer.concat([authData, client]), by.key))],
          ["x5c", [new Uint8Array(by.der)]],
        ]);
  const attestation = new Map<string, string | Uint8Array | typeof statement>([
    ["fmt", by === undefined ? "none" : "packed"],
    ["attStmt", statement],
    ["authData", new Uint8Array(authData)],
  ]);
  const attestationObject = Buffer.from(isoCBOR.encode(attestation)).toString("base64url");
  return { ...plain, response: { ...plain.response, attestationObject } };
}

interface Model {
  readonly maker: Pick<Maker, "base64">;
  readonly status: string;
  /** `attachmentHint`: how it is carried from machine to machine; nothing is said of it unless set. */
  readonly attachedBy?: readonly string[];
}

/** A metadata blob (FIDO MDS 3) that lists models by their status. */
export async function metadataBlob(
  authority: Maker,
  no: number,
  models: Readonly<Record<string, Model>>,
): Promise<string> {
  const { der, key } = await authority.issue("CN=metadata.example");
  const entries = Object.entries(models).map(([aaguid, { maker, status, attachedBy }]) => ({
    aaguid,
    metadataStatement: {
      description: "Example Key",
      attestationTypes: ["basic_full"],
      attestationRootCertificates: [maker.base64],
      ...(attachedBy !== undefined && { attachmentHint: attachedBy }),
    },
    statusReports: [{ status, effectiveDate: "2024-01-01" }],
    timeOfLastStatusChange: "2024-01-01",
  }));
  const payload = { legalHeader: "made for a test", no, nextUpdate: "2059-01-01", entries };
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "ES256", typ: "JWT", x5c: [der.toString("base64")] })
    .sign(key);
}
