import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jwksOf, newSigner } from "../../test/kit/keys.ts";
import { startTestIssuer, type TestIssuer } from "../testing/test-issuer.ts";
import { IssuerKeys } from "./issuer-keys.ts";

const UNKNOWN = "A".repeat(43);
let issuer: TestIssuer;
let seconds: number;
let keys: IssuerKeys;
beforeEach(async () => {
  issuer = await startTestIssuer();
  seconds = 1_800_000_000;
  keys = new IssuerKeys({ issuer: issuer.issuer, fetch, clock: () => seconds * 1000 });
});
afterEach(() => issuer.close());

const find = () => keys.find(issuer.signer.thumbprint);
const unavailable = expect.objectContaining({ code: "issuer_unavailable" });
const down = (answer: ServerResponse): void => void answer.writeHead(502).end();

it("reads them once for many who ask, and again when they are ten minutes old", async () => {
  expect(await Promise.all([find(), find(), find()])).toEqual(Array(3).fill(issuer.signer.jwk));
  seconds += 599;
  await find();
  expect(issuer.requests()).toBe(1);
  seconds += 1;
  await find();
  expect(issuer.requests()).toBe(2);
});

it("reads them again on an unknown kid, at most once a minute", async () => {
  await find();
  const next = await newSigner();
  issuer.publishes([issuer.signer, next]);
  seconds += 59;
  expect(await keys.find(next.thumbprint)).toBeUndefined();
  expect(issuer.requests()).toBe(1);
  seconds += 1;
  expect(await keys.find(next.thumbprint)).toEqual(next.jwk);
  for (const kid of [UNKNOWN, UNKNOWN, "B".repeat(43)]) expect(await keys.find(kid)).toBeUndefined();
  expect(issuer.requests()).toBe(2);
});

it("forgets a key that is no longer published", async () => {
  await find();
  issuer.publishes([await newSigner()]);
  seconds += 600;
  expect(await find()).toBeUndefined();
});

it("continues with the last keys for an hour while the issuer cannot be read, trying once a minute", async () => {
  await find();
  issuer.answers(down);
  seconds += 600;
  expect(await find()).toEqual(issuer.signer.jwk);
  expect(await find()).toEqual(issuer.signer.jwk);
  expect(issuer.requests()).toBe(2);
  seconds += 2999;
  expect(await find()).toEqual(issuer.signer.jwk);
  seconds += 1;
  await expect(find()).rejects.toEqual(unavailable);
  issuer.answers(undefined);
  seconds += 5;
  expect(await find()).toEqual(issuer.signer.jwk);
});

it("does not call a key unknown that the issuer may have and cannot name now", async () => {
  await find();
  issuer.answers(down);
  seconds += 60;
  await expect(keys.find(UNKNOWN)).rejects.toEqual(unavailable);
});

it("tries every five seconds, no sooner, while it has none", async () => {
  issuer.answers(down);
  for (const wait of [0, 4, 1]) {
    seconds += wait;
    await expect(find()).rejects.toEqual(unavailable);
  }
  expect(issuer.requests()).toBe(2);
});

it("reads them again when the clock was set back", async () => {
  await find();
  seconds -= 86_400;
  expect(await find()).toEqual(issuer.signer.jwk);
  expect(issuer.requests()).toBe(2);
});

describe("takes for no keys", () => {
  it.each<[string, (answer: ServerResponse) => void]>([
    ["a failure", (answer) => void answer.writeHead(500).end("{}")],
    ["another document", (answer) => void answer.end('{"issuer":"x"}')],
    ["what is no JSON", (answer) => void answer.end("<html>")],
    ["what is no UTF-8", (answer) => void answer.end(Buffer.from([0x7b, 0xff, 0x7d]))],
    ["more than 64 KiB", (answer) => void answer.end(`{"keys":[],"x":"${"x".repeat(65_536)}"}`)],
    ["an answer that breaks off", (answer) => void answer.write('{"keys":', () => answer.destroy())],
  ])("%s", async (_what, how) => {
    issuer.answers(how);
    await expect(find()).rejects.toEqual(unavailable);
  });

  it("silence, after five seconds", async () => {
    issuer.answers(() => {});
    await expect(find()).rejects.toEqual(unavailable);
  });

  it("those of an address that it is redirected to", async () => {
    const other = await startTestIssuer();
    issuer.answers((answer) => void answer.writeHead(302, { location: `${other.issuer}/oauth/jwks` }).end());
    await expect(keys.find(other.signer.thumbprint)).rejects.toEqual(unavailable);
    expect(other.requests()).toBe(0);
    await other.close();
  });

  it("private, symmetric and other keys in a set, while it takes the good ones", async () => {
    const { keys: good } = jwksOf(issuer.signer);
    const secret = { kty: "oct", k: "AAAA", kid: UNKNOWN, alg: "ES256" };
    issuer.answers((answer) => void answer.end(JSON.stringify({ keys: [secret, null, ...good] })));
    expect(await keys.find(UNKNOWN)).toBeUndefined();
    expect(await find()).toEqual(issuer.signer.jwk);
  });
});
