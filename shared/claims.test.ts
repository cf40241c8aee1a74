import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  authorizationDetailsSchema,
  confirmationSchema,
  contextSchema,
  issuerSchema,
  loopbackSchema,
  secondsSchema,
  userSchema,
} from "./claims.ts";

describe("issuer: an origin without a path (protocol §2)", () => {
  it.each([
    "https://login.example.com",
    "https://login.example.com:8443",
    "https://nearside",
    "https://xn--bcher-kva.example",
    "https://192.0.2.7",
    "http://localhost:4790",
    "http://localhost",
    "http://nearside.localhost:4790",
    "http://127.0.0.1:4790",
    "http://[::1]:4790",
  ])("takes %s", (text) => {
    expect(v.is(issuerSchema, text)).toBe(true);
  });

  it.each([
    "",
    "https://",
    "https://.:1:1",
    "https://login.example.com/",
    "https://login.example.com/path",
    "https://login.example.com?x",
    "https://login.example.com#x",
    "https://login.example.com\n",
    " https://login.example.com",
    "https://user@login.example.com",
    "https://user:secret@login.example.com",
    "https://login.example.com@evil.example",
    "https://login.example.com\\@evil.example",
    "https://LOGIN.example.com",
    "HTTPS://login.example.com",
    "https://bücher.example",
    "https://login.example.com:",
    "https://login.example.com:443", // the origin has no default port
    "http://localhost:80",
    "https://login.example.com:0443",
    "https://login.example.com:99999", // no URL: the URL constructor would throw later
    "https://192.0.2.999",
    "https://0x7f.1", // another text for 127.0.0.1
    "https://2130706433",
    "http://login.example.com",
    "http://127.0.0.2",
    "http://127.1",
    "http://0.0.0.0:4790",
    "http://localhost.evil.example",
    "http://evil.example/.localhost",
    "http://.localhost",
    "ftp://login.example.com",
    "javascript:alert(1)",
    "//login.example.com",
    "login.example.com",
    `https://${"a".repeat(250)}.com`,
  ])("refuses %j", (text) => {
    expect(v.is(issuerSchema, text)).toBe(false);
  });

  it.each([undefined, null, 1, {}, ["https://login.example.com"]])("refuses %j", (value) => {
    expect(v.is(issuerSchema, value)).toBe(false);
  });
});

describe("times: whole seconds from 1970 to 9999", () => {
  it.each([0, 1_772_000_000, 253_402_300_799])("takes %d", (value) => {
    expect(v.is(secondsSchema, value)).toBe(true);
  });
  it.each([-1, 0.5, 253_402_300_800, 1_772_000_000_000, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, "1", null])(
    "refuses %j",
    (value) => {
      expect(v.is(secondsSchema, value)).toBe(false);
    },
  );
});

describe("loopback (protocol §4.1)", () => {
  it.each([
    { address: "127.0.0.1", port: 1024 },
    { address: "::1", port: 65_535 },
  ])("takes %j", (value) => {
    expect(v.is(loopbackSchema, value)).toBe(true);
  });
  it.each([
    { address: "127.0.0.1", port: 1023 },
    { address: "127.0.0.1", port: 65_536 },
    { address: "127.0.0.1", port: 2000.5 },
    { address: "127.0.0.1", port: "2000" },
    { address: "127.0.0.2", port: 2000 },
    { address: "0.0.0.0", port: 2000 },
    { address: "localhost", port: 2000 },
    { address: "[::1]", port: 2000 },
    { address: "0:0:0:0:0:0:0:1", port: 2000 },
    { address: "10.0.0.1", port: 2000 },
    { address: "169.254.169.254", port: 2000 },
    { address: "127.0.0.1", port: 2000, path: "/" },
    { address: "127.0.0.1" },
    "127.0.0.1:2000",
  ])("refuses %j", (value) => {
    expect(v.is(loopbackSchema, value)).toBe(false);
  });
});

describe("confirmation (RFC 7800 §3.1, RFC 9449 §6.1)", () => {
  it.each([
    {},
    { jkt: "A".repeat(42) },
    { jkt: "A".repeat(44) },
    { jkt: `${"A".repeat(42)}B` }, // bits that belong to no byte
    { jkt: "A".repeat(43), jwk: {} },
    { jku: "https://evil.example" },
  ])("refuses %j", (value) => {
    expect(v.is(confirmationSchema, value)).toBe(false);
  });
  it("takes a thumbprint", () => {
    expect(v.is(confirmationSchema, { jkt: "A".repeat(43) })).toBe(true);
  });
});

describe("context and user", () => {
  const context = {
    hostname: "laptop",
    os: "Debian 13",
    account: "ada",
    command: "deploy prod",
    cwd: "~/shop",
    parent: "bash",
    tty: null,
    remote: null,
  };

  it("takes what a machine says", () => {
    expect(v.is(contextSchema, context)).toBe(true);
  });
  it.each(Object.keys(context))("refuses a context without %s", (name) => {
    const { [name]: _left, ...rest } = { ...context } as Record<string, unknown>;
    expect(v.is(contextSchema, rest)).toBe(false);
  });
  it.each([
    { ...context, hostname: null },
    { ...context, hostname: "a".repeat(256) },
    { ...context, command: "a".repeat(1025) },
    { ...context, remote: "a".repeat(65) },
    { ...context, verified: true },
    [],
    null,
  ])("refuses another context (%#)", (value) => {
    expect(v.is(contextSchema, value)).toBe(false);
  });
  it.each([
    { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "" },
    { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "a".repeat(129) },
    { id: "us_AAAAAAAAAAAAAAAAAAAAAB", name: "Ada" },
    { id: "ada", name: "Ada" },
    { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "Ada", admin: true },
  ])("refuses the user %j", (value) => {
    expect(v.is(userSchema, value)).toBe(false);
  });
});

describe("authorization details (RFC 9396 §2)", () => {
  it("takes what the resource says of itself, unchanged", () => {
    const details = [
      { type: "deploy", target: "prod", limits: { rows: [1, 2], toString: "a word" } },
      { type: "read" },
    ];
    expect(v.parse(authorizationDetailsSchema, details)).toEqual(details);
  });

  it.each([
    ["no array", '{"type":"deploy"}'],
    ["an element that is no object", '["deploy"]'],
    ["null", "[null]"],
    ["no type", '[{"target":"prod"}]'],
    ["an empty type", '[{"type":""}]'],
    ["a type that is no text", '[{"type":["deploy"]}]'],
    ["seventeen elements", JSON.stringify(Array.from({ length: 17 }, () => ({ type: "deploy" })))],
    // valibot drops these members: they would be signed and granted, but not shown
    ["a member __proto__", '[{"type":"deploy","__proto__":{"target":"prod"}}]'],
    ["a member constructor", '[{"type":"deploy","constructor":"prod"}]'],
    ["a member prototype", '[{"type":"deploy","prototype":"prod"}]'],
    ["twenty levels", `[{"type":"deploy","x":${"[".repeat(20)}${"]".repeat(20)}}]`],
  ])("refuses %s", (_what, text) => {
    expect(v.is(authorizationDetailsSchema, JSON.parse(text))).toBe(false);
  });
});
