import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Signer } from "../signing/keys.ts";
import { webCryptoSigner } from "../signing/web-crypto-signer.ts";
import { hello } from "./hello.ts";
import { nonce } from "./nonce.ts";
import { request } from "./request.ts";
import { type StatementMemory, useStatementMemory } from "./statement-memory.ts";

const HASH = "A".repeat(43);
const ID = "A".repeat(22);

let held: Map<string, Parameters<StatementMemory["add"]>[1]>;
let putBack: () => void;
let signer: Signer;
beforeEach(async () => {
  held = new Map();
  putBack = useStatementMemory({ get: (text) => held.get(text), add: (text, statement) => held.set(text, statement) });
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  signer = await webCryptoSigner(pair.privateKey, { kty: "EC", crv: "P-256", x, y });
});
afterEach(() => putBack());

const said = () => hello.sign(signer, { request: HASH, nonce: ID, xn: ID });

it("a statement is read once, however often its text comes", async () => {
  const text = await said();
  const parse = vi.spyOn(JSON, "parse");
  const first = await hello.read(text);
  expect(parse).toHaveBeenCalled();
  parse.mockClear();
  expect(await hello.read(text.slice())).toBe(first);
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});

it("is taken for no other kind, before or after", async () => {
  const text = await said();
  await expect(nonce.read(text)).rejects.toMatchObject({ code: "wrong_type" });
  const first = await hello.read(text);
  await expect(nonce.read(text)).rejects.toMatchObject({ code: "wrong_type" });
  expect(await hello.read(text)).toBe(first);
});

it("another text is another statement, though it differs in one character of its signature", async () => {
  const text = await said();
  const first = await hello.read(text);
  const other = text.replace(/\.(.)([^.]*)$/, (_, one: string, rest: string) => `.${one === "A" ? "B" : "A"}${rest}`);
  expect((await hello.read(other)).hash).not.toBe(first.hash);
});

it("a text that is no statement is not held, and refused each time", async () => {
  const text = `${await said()}=`;
  for (let turn = 0; turn < 2; turn += 1) await expect(hello.read(text)).rejects.toMatchObject({ code: "malformed" });
  expect(held.size).toBe(0);
});

it("a long text is read each time, so that nobody fills the memory with few of them", async () => {
  const extensions = Array.from({ length: 64 }, () => HASH);
  const claims = { iss: "https://login.example.com", jti: `rq_${ID}`, iat: 1, exp: 2, sub_jkt: HASH, statement: HASH };
  const loopback = { address: "127.0.0.1", port: 40_000 } as const;
  const text = await request.sign(signer, { ...claims, loopback, facts: HASH, extensions });
  expect(text.length).toBeGreaterThan(4096);
  expect((await request.read(text)).claims.extensions).toEqual(extensions);
  expect(held.size).toBe(0);
});
