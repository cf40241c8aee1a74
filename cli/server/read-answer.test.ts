import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Problem, problemOf } from "../problems/problem.ts";
import { readIssuer } from "./issuer.ts";
import { readAnswer } from "./read-answer.ts";

const schema = v.strictObject({ a: v.number() });
const answer = (status: number, text: string) => ({ status, headers: {}, text });

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    return problemOf(error).code;
  }
  return "none";
}

describe("readAnswer", () => {
  it("reads what the schema allows, and refuses the rest by name", () => {
    expect(readAnswer(answer(200, '{"a":1}'), schema)).toEqual({ a: 1 });
    expect(codeOf(() => readAnswer(answer(200, '{"a":"1"}'), schema))).toBe("server_malformed");
    expect(codeOf(() => readAnswer(answer(200, "<html>"), schema))).toBe("server_malformed");
    expect(codeOf(() => readAnswer(answer(302, '{"a":1}'), schema))).toBe("server_malformed");
  });

  it.each([
    [400, '{"error":"device_revoked"}', "device_revoked"],
    [400, '{"error":"invalid_grant","refusal":"user_inactive"}', "user_inactive"],
    [400, '{"error":"invalid_grant","refusal":"what?"}', "credential_revoked"],
    [400, '{"error":"access_denied"}', "login_refused"],
    [400, '{"error":"access_denied","refusal":"denied"}', "denied"],
    [400, '{"error":"unmet_authentication_requirements"}', "proof_too_weak"],
    [400, '{"error":"expired_token"}', "request_expired"],
    [401, '{"error":"invalid_client"}', "client_unknown"],
    [400, '{"error":"constructor"}', "server_refused"],
    [400, '{"error":7}', "server_refused"],
    [403, "<h1>Forbidden</h1>", "server_refused"],
    [429, "", "server_busy"],
    [503, "", "server_busy"],
    [500, '{"error":"server_error"}', "server_failed"],
    [502, "", "server_failed"],
  ])("takes %i %s for %s", (status, text, code) => {
    expect(codeOf(() => readAnswer(answer(status, text), schema))).toBe(code);
  });

  it("shows what the server says with nothing in it that a terminal would obey", () => {
    const text = JSON.stringify({ error: "odd", error_description: "\u001b[2J\u202eevil\nline" });
    expect(() => readAnswer(answer(400, text), schema)).toThrow(/\\u\{1b\}\[2J\\u\{202e\}evil\\u\{a\}line \(odd\)/);
  });
});

it("says which machine enrols with a ticket, by a name that a terminal does not obey, and takes nothing else for one", () => {
  const begunBody = (begun: unknown) => JSON.stringify({ error: "ticket_begun", begun });
  const hostile = { hostname: `\u001b[2Jcall\n${"x".repeat(200)}`, seconds_ago: 185 };
  expect(() => readAnswer(answer(400, begunBody(hostile)), schema)).toThrow(
    /That machine calls itself "\\u\{1b\}\[2Jcall\\u\{a\}x{30,50}… \[cut\]" and started 3 minutes ago\.$/,
  );
  for (const odd of [7, { hostname: "build-7" }, { hostname: "build-7", seconds_ago: -1 }])
    expect(codeOf(() => readAnswer(answer(400, begunBody(odd)), schema))).toBe("ticket_begun");
});

it("lets the server say alone what a machine lacks for a stronger login", () => {
  const error_description = "The key of this machine lies in a file\u001b[2J: move it.";
  for (const refusal of [{}, { refusal: "proof_too_weak" }]) {
    const text = JSON.stringify({ error: "unmet_authentication_requirements", error_description, ...refusal });
    expect(() => readAnswer(answer(400, text), schema)).toThrow(
      /^The key of this machine lies in a file\\u\{1b\}\[2J: move it\.$/,
    );
  }
});

describe("readIssuer", () => {
  it.each([
    ["login.example.com", "https://login.example.com"],
    [" https://login.example.com/ ", "https://login.example.com"],
    ["https://Login.Example.com:8443", "https://login.example.com:8443"],
    ["http://localhost:4790", "http://localhost:4790"],
    ["http://[::1]:4790", "http://[::1]:4790"],
  ])("reads %s", (typed, issuer) => {
    expect(readIssuer(typed)).toBe(issuer);
  });

  it.each([
    "http://login.example.com",
    "http://localhost.example.com",
    "https://login.example.com/path",
    "https://login.example.com?x",
    "https://user@login.example.com",
    "ftp://login.example.com",
    "file:///etc/passwd",
    "",
    "https://",
  ])("refuses %s", (typed) => {
    expect(codeOf(() => readIssuer(typed))).toBe("usage");
  });
});
