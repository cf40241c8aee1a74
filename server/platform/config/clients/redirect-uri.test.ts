import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { isRegistered, redirectUriSchema } from "./redirect-uri.ts";

const taken = (uri: string): boolean => v.is(redirectUriSchema, uri);

describe("a redirect address", () => {
  it.each([
    "http://127.0.0.1/",
    "http://127.0.0.1/callback",
    "http://127.0.0.1:8400/callback",
    "http://127.0.0.1:80/callback",
    "http://[::1]:65535/a/b.c~d%20e",
  ])("may be %s", (uri) => expect(taken(uri)).toBe(true));

  it.each([
    "https://127.0.0.1/callback",
    "http://localhost/callback",
    "http://127.0.0.1",
    "http://127.0.0.2/callback",
    "http://127.1/callback",
    "http://127.0.0.1.example.com/callback",
    "http://127.0.0.1@example.com/callback",
    "http://example.com/http://127.0.0.1/",
    "http://127.0.0.1:0/callback",
    "http://127.0.0.1:65536/callback",
    "http://127.0.0.1:8400callback",
    "http://127.0.0.1/callback?x=1",
    "http://127.0.0.1/callback#x",
    "http://127.0.0.1/a/../b",
    "http://127.0.0.1/a/%2e%2e/b",
    "http://127.0.0.1/\\example.com",
    "http://127.0.0.1/a\r\nset-cookie: x",
    "http://127.0.0.1/a\n",
    "http://127.0.0.1/a b",
    "HTTP://127.0.0.1/callback",
    "http://[::ffff:127.0.0.1]/callback",
    "http://[0:0:0:0:0:0:0:1]/callback",
    "javascript:alert(1)",
    "nearside:/callback",
    "",
    `http://127.0.0.1/${"x".repeat(255)}`,
  ])("may not be %j", (uri) => expect(taken(uri)).toBe(false));
});

describe("one that is asked for", () => {
  const registered = ["http://127.0.0.1/callback", "http://[::1]:9000/other"];

  it.each([
    ["http://127.0.0.1/callback", true],
    ["http://127.0.0.1:51004/callback", true],
    ["http://[::1]/other", true],
    ["http://[::1]:1/callback", false],
    ["http://127.0.0.1:51004/callback/", false],
    ["http://127.0.0.1:51004/CALLBACK", false],
    ["http://127.0.0.1:51004/callback?x", false],
    ["https://example.com/callback", false],
  ])("%s: %s", (uri, is) => expect(isRegistered(uri, registered)).toBe(is));

  it("matches nothing where no URI is registered", () => expect(isRegistered("nothing", [])).toBe(false));
});
