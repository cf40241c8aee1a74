import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import type { ServerKey } from "../oauth/metadata.ts";
import { Refused } from "../refused.ts";
import type { Signer } from "../signing/keys.ts";
import {
  ENDED_KINDS,
  type EndedCounts,
  MOST_LISTED,
  type Offboarding,
  offboarding,
} from "../statements/offboarding.ts";
import { receipt } from "../statements/receipt.ts";
import { type OffboardingDocument, readOffboarding, writeOffboarding } from "./offboarding-document.ts";
import { verifyOffboarding } from "./verify-offboarding.ts";

const ISSUER = "https://login.example.test";
const HASH = "A".repeat(43);
const ID = "A".repeat(22);

let server: Signer;
let other: Signer;
beforeAll(async () => {
  [server, other] = await Promise.all([newSigner(), newSigner()]);
});

const NONE = Object.fromEntries(ENDED_KINDS.map((kind) => [kind, 0])) as EndedCounts;
const EMPTY = Object.fromEntries(ENDED_KINDS.map((kind) => [kind, []])) as unknown as Offboarding["claims"]["ended"];
const claims = (changed: Partial<Offboarding["claims"]> = {}): Offboarding["claims"] => ({
  iss: ISSUER,
  jti: `of_${ID}`,
  iat: 1_795_521_600,
  user: { id: `us_${ID}`, name: "alice" },
  by: { kind: "server_shell" },
  note: null,
  digest: HASH,
  shown: null,
  counts: { ...NONE, groups: 2 },
  ended: {
    ...EMPTY,
    groups: [
      { id: "gr_1", name: "ops", event: 7 },
      { id: "gr_2", name: "dev", event: 9 },
    ],
  },
  events: { first: 7, last: 9 },
  ...changed,
});
const keyOf = ({ jwk, thumbprint }: Signer): ServerKey => ({ ...jwk, kid: thumbprint, alg: "ES256" });
const trusted = () => ({ issuer: ISSUER, serverKeys: [keyOf(server)] });
const codeOf = async (run: Promise<unknown>) => {
  const error = await run.then(
    () => "holds",
    (cause: unknown) => cause,
  );
  return error instanceof Refused ? `${error.code} ${error.field}` : error;
};

describe("the report of a leaving", () => {
  it("holds as the server signed it", async () => {
    expect(await verifyOffboarding(await offboarding.sign(server, claims()), trusted())).toEqual(claims());
  });

  it("is nobody else's, nor another statement, nor changed", async () => {
    const verdict = async (jws: string) => codeOf(verifyOffboarding(jws, trusted()));
    const [head, body, signature] = (await offboarding.sign(server, claims())).split(".");
    const [, another] = (await offboarding.sign(server, claims({ note: "x" }))).split(".");
    expect(await verdict(`${head}.${another}.${signature}`)).toBe("bad_signature signature");
    expect(await verdict(`${head}.${body}`)).toBe("malformed jws");
    expect(await verdict(await offboarding.sign(other, claims()))).toBe("key_mismatch kid");
    expect(await verdict(await offboarding.sign(server, claims({ iss: "https://else.example" })))).toBe(
      "wrong_issuer iss",
    );
    const passkey = { credential_id: ID, public_key: "A".repeat(103) };
    const stranger = { device_jkt: HASH, extension_jkt: HASH, passkey };
    const receiptClaims = { iss: ISSUER, jti: ID, iat: 1, user: claims().user, ...stranger };
    expect(await verdict(await receipt.sign(server, receiptClaims))).toBe("wrong_type typ");
  });

  const GROUP = { id: "gr_1", name: "ops", event: 7 };
  it.each<[string, Partial<Offboarding["claims"]>]>([
    ["counts.groups", { counts: { ...NONE, groups: 3 } }],
    ["counts.machines", { counts: { ...NONE, groups: 2, machines: 1 } }],
    ["ended.groups", { ended: { ...EMPTY, groups: [GROUP, GROUP] } }],
    ["ended.groups.event", { events: { first: 8, last: 9 } }],
    ["ended.groups.event", { events: { first: 7, last: 8 } }],
  ])("holds together, or is refused for its %s", async (field, changed) => {
    const jws = await offboarding.sign(server, claims(changed));
    expect(await codeOf(verifyOffboarding(jws, trusted()))).toBe(`malformed ${field}`);
  });

  it("says how many there were where its list is cut", async () => {
    const groups = Array.from({ length: MOST_LISTED }, (_, at) => ({ ...GROUP, id: `gr_${at}` }));
    const long = claims({ counts: { ...NONE, groups: MOST_LISTED + 1 }, ended: { ...EMPTY, groups } });
    expect(await codeOf(verifyOffboarding(await offboarding.sign(server, long), trusted()))).toBe("holds");
  });
});

describe("the document", () => {
  const document = async (): Promise<OffboardingDocument> => ({
    nearside: "offboarding",
    version: 1,
    issuer: ISSUER,
    report: await offboarding.sign(server, claims()),
    jwks: { keys: [{ ...keyOf(server), use: "sig" }] },
  });

  it("is read as it was written, in two texts and no other", async () => {
    const made = await document();
    expect(readOffboarding(writeOffboarding(made))).toEqual(made);
    expect(readOffboarding(`${JSON.stringify(made)}\n`)).toEqual(made);
    const others = [`${JSON.stringify(made)}\r\n`, writeOffboarding(made).replaceAll("\n", "\r\n")];
    for (const other of others)
      expect(await codeOf(Promise.resolve().then(() => readOffboarding(other)))).toBe("malformed offboarding");
    const twice = writeOffboarding(made).replace('"version": 1,', '"version": 1, "version": 1,');
    expect(await codeOf(Promise.resolve().then(() => readOffboarding(twice)))).toBe("malformed offboarding");
  });

  it.each<[string, (made: OffboardingDocument) => unknown]>([
    ["nearside", () => []],
    ["nearside", (made) => ({ ...made, nearside: "evidence" })],
    ["version", (made) => ({ ...made, version: 2 })],
    ["issuer", (made) => ({ ...made, issuer: "https://login.example.test/path" })],
    ["jwks.keys", (made) => ({ ...made, jwks: { keys: [] } })],
    ["offboarding", (made) => ({ ...made, more: 1 })],
  ])("is refused for its %s", async (field, change) => {
    const text = JSON.stringify(change(await document()));
    expect(await codeOf(Promise.resolve().then(() => readOffboarding(text)))).toBe(`malformed ${field}`);
  });

  it.each(["", "{", "null", "\u0000"])("is not %j", async (text) => {
    expect(await codeOf(Promise.resolve().then(() => readOffboarding(text)))).toMatch(/^malformed (json|nearside)$/);
  });
});
