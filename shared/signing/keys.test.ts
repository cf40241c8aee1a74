import { compactVerify, importJWK } from "jose";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { serverKeysOf } from "../oauth/metadata.ts";
import { holdsPrivateJwk, publicJwkSchema, thumbprintOf } from "./keys.ts";
import { webCryptoSigner } from "./web-crypto-signer.ts";

// RFC 7517 §A.1, its EC key
const POINT = {
  kty: "EC",
  crv: "P-256",
  x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
} as const;

describe("public keys", () => {
  it("are a point of P-256 and nothing else", () => {
    expect(v.parse(publicJwkSchema, POINT)).toEqual(POINT);
  });

  it.each([
    { ...POINT, d: POINT.x },
    { ...POINT, use: "sig" },
    { ...POINT, kid: "1" },
    { ...POINT, crv: "P-384" },
    { ...POINT, kty: "oct" },
    { ...POINT, x: `${POINT.x.slice(0, -1)}5` }, // loose bits: importers take them, thumbprints differ
    { ...POINT, y: `${POINT.y.slice(0, -1)}N` },
    { ...POINT, x: "" },
    { kty: "EC", crv: "P-256", x: POINT.x },
  ])("are not %j", (jwk) => {
    expect(v.is(publicJwkSchema, jwk)).toBe(false);
  });

  it("have the thumbprint that RFC 7638 §3 describes, made here by hand", async () => {
    const text = `{"crv":"P-256","kty":"EC","x":"${POINT.x}","y":"${POINT.y}"}`;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    const base64 = btoa(String.fromCharCode(...digest));
    expect(await thumbprintOf(POINT)).toBe(base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""));
  });
});

describe("a signer over WebCrypto", () => {
  it("signs with a key that nobody can take out", async () => {
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
    const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
    const jwk = { kty: "EC", crv: "P-256", x, y } as const;
    const signer = await webCryptoSigner(pair.privateKey, jwk);
    expect(signer.thumbprint).toBe(await thumbprintOf(jwk));
    const header = { alg: "ES256", typ: "test+jwt", kid: signer.thumbprint } as const;
    const jws = await signer.sign(header, new TextEncoder().encode("{}"));
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(jwk, "ES256"));
    expect(protectedHeader).toEqual(header);
    expect(new TextDecoder().decode(payload)).toBe("{}");
  });
});

describe("JWK sets of a server (RFC 7517 §5)", () => {
  const key = { ...POINT, kid: "1", alg: "ES256" };

  it("gives the keys it can use, without what it does not know of them", () => {
    const keys = [key, { ...key, kid: "2", use: "sig", x5c: ["MIIB"] }];
    expect(serverKeysOf({ keys, extra: 1 })).toEqual([key, { ...key, kid: "2" }]);
  });

  it("passes over the keys it cannot use", () => {
    const keys = [{ ...key, alg: "HS256" }, { ...key, kty: "RSA" }, { ...key, kid: 1 }, POINT, null, "key", []];
    expect(serverKeysOf({ keys })).toEqual([]);
  });

  it.each([null, undefined, "", [], {}, { keys: null }, { keys: {} }, { keys: Array.from({ length: 65 }, () => key) }])(
    "throws where it is no set (%#)",
    (document) => {
      expect(() => serverKeysOf(document)).toThrow(v.ValiError);
    },
  );
});

describe("a private key among public ones", () => {
  const KEY = { kty: "EC", crv: "P-256", x: "AA", y: "AA" };

  it.each([
    ["one key alone", { ...KEY, d: "AA" }],
    ["the second of a set", { keys: [KEY, { ...KEY, d: "" }] }],
    ["a symmetric one", { keys: [{ kty: "oct", k: "AA" }] }],
    ["a set in a set", { keys: [{ keys: [{ kty: "RSA", qi: "AA" }] }] }],
  ])("finds a private key: %s", (_what, given) => {
    expect(holdsPrivateJwk(given)).toBe(true);
  });

  it.each([
    ["public keys", { keys: [KEY, KEY] }],
    ["none", { keys: [] }],
    ["text", "d"],
    ["a name in a value", { keys: [{ ...KEY, kid: "d" }] }],
    ["nothing", undefined],
  ])("finds none in %s", (_what, given) => {
    expect(holdsPrivateJwk(given)).toBe(false);
  });
});
