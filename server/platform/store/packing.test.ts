import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { packingBy } from "./packing.ts";

const part = (bytes: number): string => randomBytes(bytes).toString("base64url");
const jws = (): string =>
  [
    Buffer.from('{"alg":"ES256"}').toString("base64url"),
    Buffer.from('{"iss":"a"}').toString("base64url"),
    part(64),
  ].join(".");
const FIRST = { since: "1.0.0", text: '{"alg":"ES256"}{"iss":"a"}' };
const SECOND = { since: "1.1.0", text: '{"alg":"ES256"}{"iss":"b"}' };

describe("a packed document", () => {
  const { pack, unpack } = packingBy([FIRST, SECOND], 2);

  it.each<[string, object]>([
    [
      "signed texts and what lies around them",
      { a: jws(), b: { c: [jws(), part(70)], d: null, e: 1.5, f: true }, 7: jws(), g: jws() },
    ],
    ["texts that look like marks", { a: "~", b: "~12.3", c: "~~", d: `~${part(70)}`, e: part(70) }],
    [
      "texts that another encoder wrote",
      { a: `${part(61)}=`, b: `${part(60)}AB`, c: "A".repeat(81), d: `${part(70)}..${part(20)}` },
    ],
    ["texts of people", { a: "Ä wörd \u0000\u0001\ud83d\ude00", b: "", c: " ".repeat(5000), "~": "x" }],
    ["nothing", {}],
  ])("gives back %s", (_what, document) => {
    expect(JSON.stringify(unpack(pack(document)))).toBe(JSON.stringify(document));
  });

  it("takes two thirds of its signed texts at most", () => {
    const document = { a: jws(), b: jws(), c: jws() };
    expect(pack(document).length).toBeLessThan((JSON.stringify(document).length * 2) / 3);
  });

  it("is read with the words that it was packed with, however many came after them", () => {
    const document = { a: jws() };
    const old = packingBy([FIRST], 1).pack(document);
    expect(old[0]).toBe(1);
    expect(pack(document)[0]).toBe(2);
    expect(unpack(old)).toEqual(document);
    expect(() => packingBy([FIRST], 1).unpack(pack(document))).toThrow("words 2, which this server does not have");
  });

  it("is packed with the words that are written, though newer ones can be read", () => {
    const document = { a: jws() };
    const reader = packingBy([FIRST, SECOND], 1);
    expect(reader.pack(document)[0]).toBe(1);
    expect(reader.unpack(pack(document))).toEqual(document);
    expect(() => packingBy([FIRST], 2)).toThrow("words 2, which this server does not have");
  });

  it("is read where a migration stored JSON", () => {
    const document = { a: jws(), b: "~12" };
    expect(unpack(Buffer.concat([Buffer.of(0), Buffer.from(JSON.stringify(document))]))).toEqual(document);
  });
});
