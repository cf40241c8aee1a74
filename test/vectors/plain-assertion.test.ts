import { createHash } from "node:crypto";
import { verifyAssertion } from "@nearside/shared/chain/assertion/check-approval-assertion.ts";
import {
  type ExpectedAssertion,
  type VerifiedAssertion,
  verifyPlainAssertion,
} from "@nearside/shared/chain/assertion/plain-assertion.ts";
import { verifyByLibrary } from "@nearside/shared/chain/assertion/verify-by-library.ts";
import { decodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { Passkey } from "@nearside/shared/passkey/passkey.ts";
import { type AssertionJson, assertionJsonSchema } from "@nearside/shared/passkey/webauthn.ts";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Authenticator, type CeremonyTwist, FLAGS } from "../kit/authenticator.ts";
import webauthn from "./webauthn.json" with { type: "json" };

// Plain assertions are verified without the library (shared/chain/assertion/plain-assertion.ts). Nothing that the library refuses may be
// taken there, and what is of the plain kind and right is taken there.

type Verdict = VerifiedAssertion | undefined;

async function byLibrary(assertion: AssertionJson, expected: ExpectedAssertion, passkey: Passkey): Promise<Verdict> {
  try {
    return await verifyByLibrary(assertion, expected, passkey);
  } catch {
    return undefined;
  }
}

async function plainly(assertion: AssertionJson, expected: ExpectedAssertion, passkey: Passkey): Promise<Verdict> {
  try {
    return await verifyPlainAssertion(assertion, expected, passkey);
  } catch {
    return undefined; // its key is no key
  }
}

const both = async (assertion: AssertionJson, expected: ExpectedAssertion, passkey: Passkey) => ({
  plain: await plainly(assertion, expected, passkey),
  library: await byLibrary(assertion, expected, passkey),
});

const ORIGIN = "https://login.example.com";
const RP_ID = "login.example.com";
const CHALLENGE = new Uint8Array(32).fill(7);
const challenge = Buffer.from(CHALLENGE).toString("base64url");
const expected: ExpectedAssertion = { challenge, origin: ORIGIN, rpId: RP_ID, counter: 5 };
const CEREMONY = { challenge, origin: ORIGIN, rpId: RP_ID };
const authenticator = new Authenticator("plain");
const other = new Authenticator("other");
const passkey = authenticator.enrolled;
const get = (twist: CeremonyTwist = {}): AssertionJson => authenticator.get(CEREMONY, { counter: 6, ...twist });

describe("the test vectors of the specification (WebAuthn L3)", () => {
  const of = ({ credentialId, publicKey, ...vector }: (typeof webauthn.vectors)[number]) => {
    const { clientDataJSON, authenticatorData, signature } = vector;
    const response = { clientDataJSON, authenticatorData, signature };
    const head = { id: credentialId, rawId: credentialId, type: "public-key", clientExtensionResults: {} } as const;
    const expected: ExpectedAssertion = {
      challenge: vector.challenge,
      origin: webauthn.origin,
      rpId: webauthn.rpId,
      counter: 0,
    };
    return {
      assertion: { ...head, response },
      expected,
      passkey: { credential_id: credentialId, public_key: publicKey },
    };
  };
  /** A page within another page asked for these. */
  const isFramed = ({ section }: { readonly section: string }) => /-(crossOrigin|topOrigin)$/.test(section);
  const ES256 = -7;

  it.each(webauthn.vectors.filter((one) => one.alg === ES256 && !isFramed(one)))(
    "are plain, and taken: $name",
    async (vector) => {
      const { assertion, expected, passkey } = of(vector);
      const { plain, library } = await both(assertion, expected, passkey);
      expect(plain).toEqual(library);
      expect(plain).toEqual({ userVerified: expect.any(Boolean), counter: 0 });
    },
  );

  it.each(webauthn.vectors.filter((one) => one.alg === ES256 && isFramed(one)))(
    "are left to the library: $name",
    async (vector) => {
      const { assertion, expected, passkey } = of(vector);
      expect(await plainly(assertion, expected, passkey)).toBeUndefined();
    },
  );

  it.each(webauthn.vectors.filter(({ alg }) => alg !== ES256))(
    "are left to the library, by their key: $name",
    async (vector) => {
      const { assertion, expected, passkey } = of(vector);
      expect(await plainly(assertion, expected, passkey)).toBeUndefined();
    },
  );
});

describe("an assertion of the plain kind", () => {
  it.each<[string, CeremonyTwist]>([
    ["as browsers make it", {}],
    ["without crossOrigin", { clientData: ({ crossOrigin: _left, ...rest }) => rest }],
    ["with members that browsers add", { clientData: { other_keys_can_be_added_here: "x" } }],
    ["with white space in its client data", { clientData: (honest) => JSON.stringify(honest, null, 1) }],
    ["of a person who was not verified", { flags: FLAGS.UP }],
    ["of a copied passkey", { flags: FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS }],
    ["with the highest counter", { counter: 0xffffffff }],
    [
      "with a handle of the person",
      { written: (one) => ({ ...one, response: { ...one.response, userHandle: "AAAA" } }) },
    ],
  ])("is taken plainly, as the library takes it: %s", async (_what, twist) => {
    const { plain, library } = await both(get(twist), expected, passkey);
    expect(plain).toBeDefined();
    expect(plain).toEqual(library);
  });

  it.each<[string, CeremonyTwist, Partial<ExpectedAssertion>?, Partial<Passkey>?]>([
    ["another type", { clientData: { type: "webauthn.create" } }],
    ["no type", { clientData: ({ type: _left, ...rest }) => rest }],
    ["another challenge", { clientData: { challenge: "AAAA" } }],
    ["another challenge that is expected", {}, { challenge: "AAAA" }],
    ["another origin", { clientData: { origin: "https://evil.example.com" } }],
    ["another origin that is expected", {}, { origin: "https://evil.example.com" }],
    ["a frame of another origin", { clientData: { crossOrigin: true, topOrigin: "https://evil.example.com" } }],
    ["a top page without a frame", { clientData: { topOrigin: "https://evil.example.com" } }],
    ["a token binding of no known status", { clientData: { tokenBinding: { status: "x" } } }],
    ["a token binding that is no object", { clientData: { tokenBinding: "x" } }],
    ["client data that is a list", { clientData: () => [] }],
    ["client data that is no JSON", { clientData: () => "{" }],
    ["another relying party", { rpId: "evil.example.com" }],
    ["another relying party that is expected", {}, { rpId: "evil.example.com" }],
    ["nobody present", { flags: FLAGS.UV }],
    ["a copy of a passkey without copies", { flags: FLAGS.UP | FLAGS.UV | FLAGS.BS }],
    ["a counter that stays", { counter: 5 }],
    ["a counter that falls", { counter: 4 }],
    ["a counter that is given up", { counter: 0 }],
    ["the signature of another passkey", { signedBy: other }],
    ["a signature of zeros", { signature: () => Buffer.from("3006020100020100", "hex") }],
    ["no signature", { signature: () => Buffer.alloc(0) }],
    ["another id", { written: (one) => ({ ...one, rawId: other.id }) }],
    ["no id", { written: (one) => ({ ...one, id: "", rawId: "" }) }],
    ["another kind of credential", { written: (one) => ({ ...one, type: "password" as "public-key" }) }],
    ["the key of another passkey", {}, {}, { public_key: other.enrolled.public_key }],
    ["no key", {}, {}, { public_key: "" }],
    ["a byte after its data, which is signed", { written: (one) => resigned(one, (data) => [...data, 0]) }],
    ["too little data, which is signed", { written: (one) => resigned(one, (data) => data.slice(0, -1)) }],
    ["a credential in its data", { flags: FLAGS.UP | FLAGS.UV | FLAGS.AT }],
    ["extensions in its data", { flags: FLAGS.UP | FLAGS.UV | 0x80 }],
  ])("is refused, as the library refuses it: %s", async (_what, twist, wanted = {}, key = {}) => {
    const { plain, library } = await both(get(twist), { ...expected, ...wanted }, { ...passkey, ...key });
    expect(library).toBeUndefined();
    expect(plain).toBeUndefined();
  });

  it.each<[string, CeremonyTwist, Partial<Passkey>?]>([
    ["a frame whose top page is not named", { clientData: { crossOrigin: true } }],
    ["a token binding", { clientData: { tokenBinding: { status: "supported" } } }],
    [
      "a name that its client data has twice",
      { clientData: (honest) => `{"origin":"x",${JSON.stringify(honest).slice(1)}` },
    ],
    ["a key whose members are in another order", {}, { public_key: reordered(passkey.public_key) }],
  ])("is left to the library: %s", async (_what, twist, key = {}) => {
    const { plain, library } = await both(get(twist), expected, { ...passkey, ...key });
    expect(library).toEqual({ userVerified: true, counter: 6 });
    expect(plain).toBeUndefined();
  });
});

/** The same assertion over other authenticator data, signed again. */
function resigned(one: AssertionJson, change: (data: Uint8Array) => Iterable<number>): AssertionJson {
  const data = Uint8Array.from(change(decodeBase64url(one.response.authenticatorData, "data")));
  const client = createHash("sha256").update(decodeBase64url(one.response.clientDataJSON, "client")).digest();
  const signature = Buffer.from(authenticator.sign(Buffer.concat([data, client]))).toString("base64url");
  return {
    ...one,
    response: { ...one.response, authenticatorData: Buffer.from(data).toString("base64url"), signature },
  };
}

/** The same key in CBOR that no authenticator writes. */
function reordered(publicKey: string): string {
  const members = isoCBOR.decodeFirst<Map<number, number | Uint8Array>>(decodeBase64url(publicKey, "key"));
  return Buffer.from(isoCBOR.encode(new Map([...members].toReversed()))).toString("base64url");
}

it("is refused by the key, if that has a number where bytes belong, before so many bytes are made", async () => {
  const members = isoCBOR.decodeFirst<Map<number, number | Uint8Array>>(decodeBase64url(passkey.public_key, "key"));
  const public_key = Buffer.from(isoCBOR.encode(members.set(-3, 2 ** 24))).toString("base64url");
  await expect(verifyByLibrary(get(), expected, { ...passkey, public_key })).rejects.toThrow(
    "assertion_invalid: passkey.public_key",
  );
});

describe("any spoilt assertion", () => {
  const PARTS = ["clientDataJSON", "authenticatorData", "signature", "public_key"] as const;
  type Part = (typeof PARTS)[number];

  /** Changes the bytes of a part by one edit. */
  function edited(
    bytes: Uint8Array,
    { at, byte, how }: { at: number; byte: number; how: "set" | "add" | "cut" },
  ): Uint8Array {
    const place = at % bytes.length;
    if (how === "cut") return Uint8Array.from([...bytes.slice(0, place), ...bytes.slice(place + 1)]);
    if (how === "add") return Uint8Array.from([...bytes.slice(0, place), byte, ...bytes.slice(place)]);
    return bytes.with(place, byte);
  }
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

  const anyEdit = fc.record({
    part: fc.constantFrom<Part>(...PARTS),
    at: fc.nat(400),
    byte: fc.nat(255),
    how: fc.constantFrom("set" as const, "set" as const, "add" as const, "cut" as const),
  });

  async function judge(assertion: AssertionJson, key: Passkey): Promise<{ plain: Verdict; library: Verdict }> {
    const verdict = await both(assertion, expected, key);
    if (verdict.plain !== undefined) expect(verdict.plain).toEqual(verdict.library);
    return verdict;
  }

  it("has the library's verdict, whatever byte is changed after the signature", async () => {
    const honest = get();
    await fc.assert(
      fc.asyncProperty(fc.array(anyEdit, { minLength: 1, maxLength: 2 }), async (edits) => {
        const { clientDataJSON, authenticatorData, signature } = honest.response;
        const parts: Record<Part, Uint8Array> = {
          clientDataJSON: decodeBase64url(clientDataJSON, "x"),
          authenticatorData: decodeBase64url(authenticatorData, "x"),
          signature: decodeBase64url(signature, "x"),
          public_key: decodeBase64url(passkey.public_key, "x"),
        };
        for (const edit of edits) parts[edit.part] = edited(parts[edit.part], edit);
        const { public_key, ...response } = parts;
        const changed = {
          clientDataJSON: text(response.clientDataJSON),
          authenticatorData: text(response.authenticatorData),
          signature: text(response.signature),
        };
        const assertion = v.parse(assertionJsonSchema, { ...honest, response: changed });
        await judge(assertion, { ...passkey, public_key: text(public_key) });
      }),
      { numRuns: 3000 },
    );
  });

  it("has the library's verdict, whatever its authenticator data says before the signature", async () => {
    const signed = fc.record({
      flags: fc.nat(255),
      counter: fc.oneof(fc.nat(8), fc.constantFrom(0xffffffff, 0x80000000)),
      rpId: fc.constantFrom(RP_ID, RP_ID, "example.com"),
      crossOrigin: fc.constantFrom<unknown>(false, false, undefined, true, null, 0, "x"),
      topOrigin: fc.constantFrom<unknown>(undefined, undefined, null, "", ORIGIN),
      type: fc.constantFrom<unknown>("webauthn.get", "webauthn.get", "webauthn.create", null),
    });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(signed, async ({ flags, counter, rpId, ...clientData }) => {
        const { plain } = await judge(get({ flags, counter, rpId, clientData }), passkey);
        if (plain !== undefined) taken += 1;
      }),
      { numRuns: 1500 },
    );
    expect(taken).toBeGreaterThan(0);
  });
});

it("keeps the code and the field of a refusal", async () => {
  const refused = (twist: CeremonyTwist) =>
    verifyAssertion(get(twist), CHALLENGE, passkey, { rpId: RP_ID, origin: ORIGIN }, 5).catch(
      (error: unknown) => error,
    );
  expect(await refused({ signedBy: other })).toMatchObject({ code: "assertion_invalid", field: "assertion" });
  expect(await refused({ flags: FLAGS.UP })).toMatchObject({ code: "user_not_verified", field: "assertion.UV" });
});
