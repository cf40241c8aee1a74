import { describe, expect, it } from "vitest";
import { Refused } from "../refused.ts";
import { type Facts, hashFacts, listedExtension, MAX_FACTS_LENGTH, readFacts, writeFacts } from "./facts.ts";

const FACTS: Facts = {
  salt: "A".repeat(22),
  client: { id: "deploy", name: "Deploy", verified: true },
  scope: "deploy",
  resource: ["https://api.example.com"],
  authorization_details: [{ type: "deploy", target: "prod" }],
  context: {
    hostname: "laptop",
    os: "Debian 13",
    account: "ada",
    command: "deploy prod",
    cwd: "~/shop",
    parent: "bash",
    tty: null,
    remote: null,
  },
  seen: { address: "192.0.2.7", time: 1_772_000_000 },
};

const text = (change: object): string => JSON.stringify({ ...FACTS, ...change });

describe("facts (protocol §4.1)", () => {
  it("are read as written, with the salt in front", () => {
    expect(readFacts(writeFacts(FACTS))).toEqual(FACTS);
    expect(writeFacts(FACTS)).toMatch(/^\{"salt":"/);
  });

  it("have another hash with another salt, though all else is equal", async () => {
    const hash = await hashFacts(writeFacts(FACTS));
    expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await hashFacts(text({ salt: `B${"A".repeat(21)}` }))).not.toBe(hash);
  });

  it("are hashed as UTF-8", async () => {
    // SHA-256 of the two bytes C3 A9
    expect(await hashFacts("é")).toBe("SplVfkAzw1Od4utlRyAXytX5VX96BiWgnxw_biumnEw");
  });

  it.each([
    ["no salt", text({ salt: undefined })],
    ["a short salt", text({ salt: "AAAA" })],
    ["an unknown member", text({ admin: true })],
    ["a client without a verdict", text({ client: { id: "deploy", name: "Deploy" } })],
    ["a client's verdict as a text", text({ client: { ...FACTS.client, verified: "yes" } })],
    ["a client without a name", text({ client: { ...FACTS.client, name: "" } })],
    ["17 resources", text({ resource: Array.from({ length: 17 }, () => "https://api.example.com") })],
    ["details without a type", text({ authorization_details: [{ target: "prod" }] })],
    ["a time with a fraction", text({ seen: { ...FACTS.seen, time: 0.5 } })],
    ["an address of 65 characters", text({ seen: { ...FACTS.seen, address: "1".repeat(65) } })],
    ["too long a scope", text({ scope: "a".repeat(1025) })],
    ["white space", JSON.stringify(FACTS, null, 1)],
    ["an array", JSON.stringify([FACTS])],
    ["nothing", ""],
    ["too many characters", text({ resource: Array.from({ length: 33 }, () => "a".repeat(1024)) })],
  ])("are refused with %s", (_what, written) => {
    expect(() => readFacts(written)).toThrow(expect.objectContaining({ name: "Refused", code: "malformed" }));
  });

  it("of a text longer than the limit are refused unread", () => {
    expect(() => readFacts(`{"salt":"${"A".repeat(MAX_FACTS_LENGTH)}`)).toThrow(new Refused("malformed", "facts"));
  });
});

describe("the list of extensions (protocol §4.1)", () => {
  it("names each by a hash that is of this request alone", async () => {
    const thumbprint = "T".repeat(43);
    const one = await listedExtension(`rq_${"A".repeat(22)}`, thumbprint);
    expect(one).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await listedExtension(`rq_${"A".repeat(21)}Q`, thumbprint)).not.toBe(one);
    expect(await listedExtension(`rq_${"A".repeat(22)}`, `${"T".repeat(42)}U`)).not.toBe(one);
  });
});
