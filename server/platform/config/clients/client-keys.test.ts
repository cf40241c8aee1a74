import { generateKeyPairSync } from "node:crypto";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { newApiKey } from "../../../../test/kit/apis.ts";
import { clientJwksSchema } from "./client-keys.ts";

const read = (...keys: readonly unknown[]) => v.safeParse(clientJwksSchema, { keys });
const problem = (...keys: readonly unknown[]): string => read(...keys).issues?.[0].message ?? "none";

const ec = newApiKey("ES256").publicJwk;
const rsa = newApiKey("PS256").publicJwk;
const ed = newApiKey("EdDSA").publicJwk;
const rsaOf = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync("rsa", { modulusLength, publicExponent }).publicKey.export({ format: "jwk" });

describe("a client's keys", () => {
  it("are public ones, and what else a JWK says of itself is left out", () => {
    const stored = { ...ec, kid: "a", use: "sig", alg: "ES256" };
    expect(read({ ...stored, x5c: ["AA"], ext: true }).output).toEqual({ keys: [stored] });
  });

  it.each([
    ["EC with d", { ...ec, d: "AAAA" }],
    ["RSA with p", { ...rsa, p: "AAAA" }],
    ["Ed25519 with d", { ...ed, d: "AAAA" }],
    ["symmetric", { kty: "oct", k: "AAAA" }],
  ])("are never private: %s", (_what, key) => expect(problem(key)).toContain("has a private part"));

  it.each([
    ["for signing only", { ...ec, use: "enc" }],
    ["for their own algorithm", { ...ec, alg: "ES384" }],
    ["for no weak algorithm", { ...rsa, alg: "RS256" }],
    ["on a curve we take", { kty: "EC", crv: "secp256k1", x: ec["x"], y: ec["y"] }],
    ["not for key agreement", { kty: "OKP", crv: "X25519", x: ed["x"] }],
    ["with the exponent that all use", rsaOf(2048, 3)],
    ["objects", "AAAA"],
    ["objects", null],
  ])("are %s", (_what, key) => expect(problem(key)).toContain("must be a public JWK"));

  it.each([
    ["on its curve", { ...ec, x: "A".repeat(43) }],
    ["whole", { ...ec, x: "AAAA" }],
    ["long enough", rsaOf(1024)],
  ])("are keys: %s", (_what, key) => expect(problem(key)).toContain("is not a valid key"));

  it("are told apart by kid, where there are several", () => {
    const other = newApiKey().publicJwk;
    expect(problem({ ...ec, kid: "a" }, { ...other, kid: "a" })).toContain("have a kid twice");
    expect(problem({ ...ec, kid: "a" }, other)).toContain("each of several keys needs a kid");
    expect(read({ ...ec, kid: "a" }, { ...other, kid: "b" }).success).toBe(true);
    expect(problem(...Array.from({ length: 9 }, (_, at) => ({ ...ec, kid: `${at}` })))).toContain("more than 8");
  });

  it("are a JWK Set", () => {
    expect(v.safeParse(clientJwksSchema, [ec]).success).toBe(false);
    expect(problem()).toContain("at least one key");
  });
});
