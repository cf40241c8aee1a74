import { deflateSync } from "node:zlib";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import { IssuerKeys } from "../issuer/issuer-keys.ts";
import { createResource } from "../resource.ts";
import { Client, ORIGIN } from "../testing/client.ts";
import { requestOf } from "../testing/request-of.ts";
import { compressedList, publishStatusList, STATUS_LIST, signStatusList, statusOf } from "../testing/status-list.ts";
import { startTestIssuer, type TestIssuer } from "../testing/test-issuer.ts";
import { StatusLists } from "./status-lists.ts";

const { path, standing, revoked, size } = STATUS_LIST;
const START = 1_800_000_000;
let issuer: TestIssuer;
let seconds: number;
let lists: StatusLists;
beforeEach(async () => {
  issuer = await startTestIssuer();
  seconds = START;
  const from = { issuer: issuer.issuer, fetch, clock: () => seconds * 1000 };
  lists = new StatusLists({ ...from, keys: new IssuerKeys(from) });
  publish();
});
afterEach(() => issuer.close());

const now = (): number => seconds;
const publish = (twist?: Parameters<typeof publishStatusList>[1]["twist"]): void =>
  publishStatusList(issuer, { now, ...(twist && { twist }) });
const fail = (): void => issuer.answers((answer) => void answer.writeHead(502).end(), path);
/** The refusal's code, or "passed". */
const judge = (idx: number, uri?: string): Promise<string> =>
  lists.check(statusOf(issuer, idx, uri)).then(
    () => "passed",
    ({ code }) => code,
  );
const withList = (idxs: readonly number[], slots: number = size) => ({
  status_list: { bits: 1, lst: compressedList(slots, idxs) } as const,
});

it("knows each bit of a list by its place, the least significant of a byte first", async () => {
  // draft-ietf-oauth-status-list §4.1: the bytes b9 a3, of which the first begins with token 0
  const lst = encodeBase64url(deflateSync(new Uint8Array([0xb9, 0xa3])));
  publish(() => ({ status_list: { bits: 1, lst } }));
  const codes = await Promise.all(Array.from({ length: size }, (_, idx) => judge(idx)));
  const bits = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
  expect(codes).toEqual(bits.map((bit) => (bit === 1 ? "token_revoked" : "passed")));
});

it("reads a list once for many who ask, and again when its ttl is over", async () => {
  expect(await Promise.all([judge(standing), judge(revoked), judge(standing)])).toEqual([
    ...["passed", "token_revoked", "passed"],
  ]);
  publish(() => withList([standing]));
  seconds += 59;
  expect(await judge(standing)).toBe("passed");
  expect(issuer.requests(path)).toBe(1);
  seconds += 1;
  expect(await Promise.all([judge(standing), judge(revoked)])).toEqual(["token_revoked", "passed"]);
  expect(issuer.requests(path)).toBe(2);
});

it("goes by the last list until its end while none can be read, trying every quarter of a minute, and then by none", async () => {
  await judge(standing);
  fail();
  seconds += 60;
  for (const wait of [0, 14, 1]) {
    seconds += wait;
    expect([await judge(standing), await judge(revoked)]).toEqual(["passed", "token_revoked"]);
  }
  expect(issuer.requests(path)).toBe(3);
  seconds = START + 659;
  expect(await judge(standing)).toBe("passed");
  seconds = START + 660;
  expect([await judge(standing), await judge(revoked)]).toEqual(["status_unavailable", "status_unavailable"]);
  publish();
  seconds += 5;
  expect(await judge(standing)).toBe("passed");
});

it("goes by no older list than the one it has, until that has ended", async () => {
  publish(() => withList([standing]));
  expect(await judge(standing)).toBe("token_revoked");
  publish(() => ({ ...withList([]), iat: START - 1, exp: START + 2000 }));
  seconds += 60;
  expect([await judge(standing), issuer.requests(path)]).toEqual(["token_revoked", 2]);
  publish(() => ({ ...withList([]), iat: START, exp: START + 2000 }));
  seconds += 15;
  expect([await judge(standing), issuer.requests(path)]).toEqual(["passed", 3]);
});

it("asks no more often than every five seconds while it has none", async () => {
  fail();
  for (const wait of [0, 4, 1]) {
    seconds += wait;
    expect(await judge(standing)).toBe("status_unavailable");
  }
  expect(issuer.requests(path)).toBe(2);
});

it("looks again for a token that a list does not reach to, at most every five seconds", async () => {
  await judge(standing);
  expect(await judge(size)).toBe("token_status");
  expect(issuer.requests(path)).toBe(1);
  publish(() => withList([], 2 * size));
  seconds += 5;
  expect(await judge(size)).toBe("passed");
  expect(await judge(2 * size)).toBe("token_status");
  expect(await judge(Number.MAX_SAFE_INTEGER)).toBe("token_status");
  expect(issuer.requests(path)).toBe(2);
});

it("asks nobody for a list that is not the issuer's", async () => {
  const other = await startTestIssuer();
  publishStatusList(other, { now });
  expect(await judge(standing, other.issuer + path)).toBe("token_status");
  expect(await judge(standing, `${issuer.issuer}${path}/../../jwks`)).toBe("token_status");
  expect([other.requests(path), issuer.requests(path), issuer.requests()]).toEqual([0, 0, 0]);
  await other.close();
});

it("reads it again when the clock was set back", async () => {
  await judge(standing);
  seconds -= 86_400;
  expect(await judge(standing)).toBe("passed");
  expect(issuer.requests(path)).toBe(2);
});

it("still judges by other lists where one can't be read", async () => {
  const other = "/oauth/status/2";
  const text = await signStatusList(issuer, seconds, { sub: issuer.issuer + other });
  issuer.answers((answer) => void answer.end(text), other);
  fail();
  expect([await judge(standing), await judge(standing, issuer.issuer + other)]).toEqual([
    ...["status_unavailable", "passed"],
  ]);
});

describe("takes for no list", () => {
  it.each<[string, (at: number) => NonNullable<Parameters<typeof signStatusList>[2]>]>([
    ["one of another address", () => ({ sub: "https://login.other.example/oauth/status/1" })],
    ["one from the future", (at) => ({ iat: at + 61 })],
    ["one that has ended", (at) => ({ iat: at - 700, exp: at - 60 })],
    ["what is not compressed", () => ({ status_list: { bits: 1, lst: "AAAA" } })],
    ["what is compressed otherwise", () => ({ status_list: { bits: 1, lst: "H4sIAAAAAAAAAwEAAP__AAAAAAAAAAA" } })],
    ["one that is cut off", () => ({ status_list: { bits: 1, lst: compressedList(80_000, [9]).slice(0, 16) } })],
    [
      "one that grows a thousandfold (a zip bomb)",
      () => ({ status_list: { bits: 1, lst: encodeBase64url(deflateSync(new Uint8Array(20_000_000))) } }),
    ],
  ])("%s", async (_what, twist) => {
    publish(twist);
    expect([await judge(standing), await judge(revoked)]).toEqual(["status_unavailable", "status_unavailable"]);
  });

  it("one that another key signed, or that its own key does not sign", async () => {
    const stranger = await newSigner();
    for (const by of [stranger, { ...stranger, thumbprint: issuer.signer.thumbprint }]) {
      publishStatusList(issuer, { now, by });
      expect(await judge(standing)).toBe("status_unavailable");
      seconds += 60;
    }
  });

  it("a token of another kind, and a text that is no token", async () => {
    const token = await (await Client.of(issuer)).token({ aud: [issuer.issuer + path] });
    for (const text of [token, "", "<html>", "{}"]) {
      issuer.answers((answer) => void answer.end(text), path);
      expect(await judge(standing), text).toBe("status_unavailable");
      seconds += 5;
    }
  });

  it("more than a mebibyte", async () => {
    issuer.answers((answer) => void answer.end(`${"x".repeat(1_048_577)}`), path);
    expect(await judge(standing)).toBe("status_unavailable");
  });

  it("one at an address that it is redirected to", async () => {
    const other = await startTestIssuer();
    publishStatusList(other, { now });
    issuer.answers((answer) => void answer.writeHead(302, { location: other.issuer + path }).end(), path);
    expect(await judge(standing)).toBe("status_unavailable");
    expect(other.requests(path)).toBe(0);
    await other.close();
  });
});

it("reads a list of eight million tokens", async () => {
  publish(() => withList([standing], 8_388_608));
  expect([await judge(standing), await judge(revoked), await judge(8_388_607)]).toEqual([
    ...["token_revoked", "passed", "passed"],
  ]);
});

describe("the option status", () => {
  const verifyWith = async (status: "check" | "require" | "ignore" | undefined, token: object) => {
    const client = await Client.of(issuer);
    const more = status === undefined ? {} : { status };
    const resource = createResource({ issuer: issuer.issuer, audience: ORIGIN, clock: client.clock, ...more });
    return resource.verify(requestOf(await client.ask("GET", "/orders", { token }))).then(
      () => "passed",
      ({ code }) => code,
    );
  };

  it.each([
    [undefined, "token_revoked", "passed"],
    ["check", "token_revoked", "passed"],
    ["require", "token_revoked", "token_status"],
    ["ignore", "passed", "passed"],
  ] as const)("%s: a revoked token %s, one without a list %s", async (status, ofRevoked, ofNone) => {
    expect(await verifyWith(status, { status: statusOf(issuer, revoked) })).toBe(ofRevoked);
    expect(await verifyWith(status, { status: undefined })).toBe(ofNone);
    expect(await verifyWith(status, {})).toBe("passed");
  });
});
