import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import { decodeBase64url, encodeBase64url } from "../encoding/base64url.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import { Refused } from "../refused.ts";
import { decodeJws, MAX_JWS_LENGTH, verifySignature } from "./jws.ts";
import type { PublicJwk, Signer } from "./keys.ts";

// Cases that the vectors (test/vectors) do not reach: keys that are no points, the edges of the length, values that are
// no text.

const TYP = "test+jwt";
const claims = v.strictObject({ text: v.string() });
const expected = { typ: TYP, keyIn: "jwk", claims } as const;
const bytes = (text: string) => new TextEncoder().encode(text);

let signer: Signer;
let stranger: Signer;
beforeAll(async () => {
  signer = await newSigner();
  stranger = await newSigner();
});

const sign = (text: string) =>
  signer.sign({ alg: "ES256", typ: TYP, jwk: signer.jwk }, bytes(JSON.stringify({ text })));

describe("a compact JWS", () => {
  it("gives its header, its claims and the hash of its text", async () => {
    const jws = await sign("hello");
    const read = await decodeJws(jws, expected);
    expect(read).toEqual({
      jws,
      header: { alg: "ES256", typ: TYP, jwk: signer.jwk },
      claims: { text: "hello" },
      hash: await sha256Base64url(jws),
    });
    await verifySignature(read, signer.jwk);
  });

  it("may be as long as the limit and no longer", async () => {
    const overhead = (await sign("")).length;
    const jws = await sign("a".repeat(Math.floor(((MAX_JWS_LENGTH - overhead) * 3) / 4)));
    expect(jws.length).toBeGreaterThan(MAX_JWS_LENGTH - 4);
    expect((await decodeJws(jws, expected)).jws).toBe(jws);
    const longer = await sign("a".repeat(Math.floor(((MAX_JWS_LENGTH - overhead) * 3) / 4) + 4));
    await expect(decodeJws(longer, expected)).rejects.toEqual(new Refused("malformed", "jws"));
    const { length: maxLength } = longer;
    expect((await decodeJws(longer, { ...expected, maxLength })).jws).toBe(longer);
    await expect(decodeJws(longer, { ...expected, maxLength: maxLength - 1 })).rejects.toThrow("malformed");
  });

  it.each([undefined, null, 1, true, {}, [], ["a.b.c"], bytes("a.b.c"), "", ".", "..", "...", "a.b.c"])(
    "is not %j",
    async (value) => {
      await expect(decodeJws(value, expected)).rejects.toMatchObject({ name: "Refused", code: "malformed" });
    },
  );

  it("is refused within a second where it is ten million dots", async () => {
    await expect(decodeJws(".".repeat(10_000_000), expected)).rejects.toEqual(new Refused("malformed", "jws"));
  });

  it("may carry any text of Unicode in its claims", async () => {
    for (const text of ["", "é", "日本", "\u0000\u001b", "\u2028", "\u{1f511}"]) {
      const read = await decodeJws(await sign(text), expected);
      expect(read.claims.text).toBe(text);
    }
  });
});

it("carries no half of a surrogate pair, which strict readers of UTF-8 refuse", async () => {
  await expect(decodeJws(await sign("\ud800"), expected)).rejects.toEqual(new Refused("malformed", "json"));
});

describe("a signature", () => {
  it("is not taken for another's", async () => {
    const jws = await sign("hello");
    await expect(verifySignature({ jws }, stranger.jwk)).rejects.toEqual(new Refused("bad_signature", "signature"));
  });

  it("is not taken with a key that is no point of the curve", async () => {
    const jws = await sign("hello");
    const { x } = signer.jwk;
    const zero = "A".repeat(43);
    const beyond = encodeBase64url(new Uint8Array(32).fill(0xff)); // not below the field's order
    const keys: Omit<PublicJwk, "kty" | "crv">[] = [
      { x, y: x },
      { x: zero, y: zero },
      { x: beyond, y: beyond },
      { x, y: zero },
    ];
    for (const key of keys)
      await expect(verifySignature({ jws }, { kty: "EC", crv: "P-256", ...key })).rejects.toMatchObject({
        code: "bad_signature",
      });
  });

  it("of zeros, of ones or of the group's order is not taken", async () => {
    const [head, payload] = (await sign("hello")).split(".");
    const order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    const orderBytes = Uint8Array.from(order.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    const one = new Uint8Array(32).fill(1, 31);
    const nothing = new Uint8Array(32);
    for (const [r, s] of [
      [nothing, nothing],
      [one, nothing],
      [nothing, one],
      [orderBytes, orderBytes],
      [one, orderBytes],
      [new Uint8Array(32).fill(0xff), new Uint8Array(32).fill(0xff)],
    ] as const) {
      const jws = `${head}.${payload}.${encodeBase64url(new Uint8Array([...r, ...s]))}`;
      await decodeJws(jws, expected); // its form is right
      await expect(verifySignature({ jws }, signer.jwk)).rejects.toMatchObject({ code: "bad_signature" });
    }
  });

  it("names no content in its refusal, and keeps the cause if the key is malformed", async () => {
    const jws = await sign("hunter2");
    const refusal = (key: PublicJwk) => verifySignature({ jws }, key).catch((error: unknown) => error);
    expect(await refusal(stranger.jwk)).toMatchObject({ message: "bad_signature: signature" });
    const none = { ...stranger.jwk, y: stranger.jwk.x };
    expect(await refusal(none)).toMatchObject({ message: "bad_signature: signature", cause: expect.any(Error) });
  });

  it("has a twin (R ‖ n − S), of another text and hash: hashes, not signatures, make a statement one", async () => {
    const jws = await sign("hello");
    const [head, payload, signature = ""] = jws.split(".");
    const rs = decodeBase64url(signature, "signature");
    const s = rs.slice(32).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    const twin = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n - s;
    const twinBytes = Uint8Array.from(twin.toString(16).padStart(64, "0").match(/../g) ?? [], (pair) =>
      Number.parseInt(pair, 16),
    );
    const other = `${head}.${payload}.${encodeBase64url(new Uint8Array([...rs.slice(0, 32), ...twinBytes]))}`;
    const read = await decodeJws(other, expected);
    await verifySignature(read, signer.jwk);
    expect(read.hash).not.toBe(await sha256Base64url(jws));
  });
});
