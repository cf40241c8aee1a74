import { createHash } from "node:crypto";
import { passkeySchema } from "@nearside/shared/passkey/passkey.ts";
import type { RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { enrolmentChallenge } from "@nearside/shared/statements/challenges.ts";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import * as v from "valibot";
import { expect, it } from "vitest";
import { verifyRegistration } from "./verify-registration.ts";

const ATTESTATION_HASH = "A".repeat(43);
const CONFIG = {
  rpId: "localhost",
  issuer: "http://localhost:4790",
} as const;
const ID = Buffer.alloc(32, 7);

type Cose = Map<number, number | Uint8Array>;
const ES256: Cose = new Map<number, number | Uint8Array>([
  [1, 2],
  [3, -7],
  [-1, 1],
  [-2, new Uint8Array(32)],
  [-3, new Uint8Array(32)],
]);

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Returns the browser's response for a passkey made on the page, flags UP, UV, AT. */
async function made({
  key = ES256,
  fmt = "none",
  clientData = {},
  attStmt = new Map<string, unknown>(),
}): Promise<RegistrationJson> {
  const flagsAndCounter = Buffer.from([0x45, 0, 0, 0, 0]);
  const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, ID.length]), ID, isoCBOR.encode(key)]);
  const authData = new Uint8Array(Buffer.concat([sha256(CONFIG.rpId), flagsAndCounter, credential]));
  const attestation = new Map<string, unknown>([
    ["fmt", fmt],
    ["attStmt", attStmt],
    ["authData", authData],
  ]);
  const challenge = Buffer.from(await enrolmentChallenge(ATTESTATION_HASH)).toString("base64url");
  const collected = { type: "webauthn.create", challenge, origin: CONFIG.issuer, crossOrigin: false, ...clientData };
  return {
    id: ID.toString("base64url"),
    rawId: ID.toString("base64url"),
    type: "public-key",
    clientExtensionResults: {},
    response: {
      clientDataJSON: Buffer.from(JSON.stringify(collected)).toString("base64url"),
      attestationObject: Buffer.from(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])).toString(
        "base64url",
      ),
    },
  };
}

const verify = async (what: Parameters<typeof made>[0]) =>
  verifyRegistration(CONFIG, await made(what), ATTESTATION_HASH, { metadata: undefined, now: Date.now() });

it("takes a passkey, and one of Ed25519 too, in a form that statements can name", async () => {
  const ed25519: Cose = new Map<number, number | Uint8Array>([
    [1, 1],
    [3, -8],
    [-1, 6],
    [-2, new Uint8Array(32)],
  ]);
  for (const key of [ES256, ed25519]) expect(v.is(passkeySchema, (await verify({ key })).passkey)).toBe(true);
});

it.each(["android-key", "android-safetynet", "compound", "x"])(
  "refuses the attestation format %s by its name, before anything in it is followed (SSRF)",
  async (fmt) => {
    await expect(verify({ fmt })).rejects.toThrow(new Refused("assertion_invalid", "attestation.fmt"));
  },
);

it.each([
  ["a frame in another page", { crossOrigin: true }],
  ["a frame in a page that is named", { topOrigin: "https://evil.example" }],
])("refuses a passkey that was made in %s (WebAuthn L3 §7.1, threat B6)", async (_where, clientData) => {
  await expect(verify({ clientData })).rejects.toThrow("assertion_invalid: clientDataJSON.");
});

it("refuses a public key that no statement has room for, so that no enrolment gets stuck with it", async () => {
  const rsa8192: Cose = new Map<number, number | Uint8Array>([
    [1, 3],
    [3, -257],
    [-1, new Uint8Array(1024)],
    [-2, new Uint8Array([1, 0, 1])],
  ]);
  await expect(verify({ key: rsa8192 })).rejects.toThrow(new Refused("assertion_invalid", "passkey"));
});

/** The library would make as many zeros, and for a larger number more than the process can have. */
const MANY = 2 ** 24;

it.each([
  ["a coordinate of its key", { key: new Map([...ES256, [-3, MANY]]) }, "attestation.publicKey"],
  [
    "its signature by itself",
    {
      fmt: "packed",
      attStmt: new Map<string, unknown>([
        ["alg", -7],
        ["sig", MANY],
      ]),
    },
    "attestation",
  ],
  [
    "a certificate",
    {
      fmt: "packed",
      attStmt: new Map<string, unknown>([
        ["alg", -7],
        ["sig", ID],
        ["x5c", [MANY]],
      ]),
    },
    "attestation",
  ],
])("refuses a number in place of %s, before so many bytes are allocated", async (_what, passkey, field) => {
  await expect(verify(passkey)).rejects.toThrow(new Refused("assertion_invalid", field));
});

it.each([
  ["a list", []],
  ["a number", 5],
  ["without a statement", new Map([["fmt", "none"]])],
])("refuses an attestation that is %s", async (_what, attestation) => {
  const response = await made({});
  const attestationObject = Buffer.from(isoCBOR.encode(attestation)).toString("base64url");
  const sent = { ...response, response: { ...response.response, attestationObject } };
  await expect(
    verifyRegistration(CONFIG, sent, ATTESTATION_HASH, { metadata: undefined, now: Date.now() }),
  ).rejects.toThrow("assertion_invalid");
});
