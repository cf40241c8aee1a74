import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { socketless } from "../../testing/test-server.ts";
import type { HttpEnv } from "./call.ts";
import { clientAddressBehind } from "./client-address.ts";

/** Returns the address that the server takes for the client's. */
async function seen(peer: string, forwarded: string | undefined, proxies: readonly string[]): Promise<string> {
  const app = new Hono<HttpEnv>().get("/", (c) => c.text(clientAddressBehind(proxies)(c)));
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return (await app.request("/", { headers }, socketless(peer))).text();
}

const PROXIES = ["10.0.0.0/8", "fd00::/8"];

describe("without proxies", () => {
  it.each(["203.0.113.9", "127.0.0.1", "not an address"])("believes no header: %s", async (forwarded) => {
    expect(await seen("192.0.2.1", forwarded, [])).toBe("192.0.2.1");
    expect(await seen("::ffff:192.0.2.1", forwarded, [])).toBe("192.0.2.1");
    expect(await seen("fe80::1%eth0", forwarded, [])).toBe("fe80::1");
  });
});

describe("behind proxies", () => {
  it.each([
    ["one proxy", "10.0.0.1", "203.0.113.9", "203.0.113.9"],
    ["two of them", "10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"],
    ["a proxy seen through IPv6", "::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"],
    ["an IPv6 client", "fd00::1", "2001:db8::9", "2001:db8::9"],
    ["what the client wrote himself", "10.0.0.1", "198.51.100.1, 10.9.9.9, 203.0.113.9", "203.0.113.9"],
    ["ports", "10.0.0.1", "203.0.113.9:4711", "203.0.113.9"],
    ["brackets and ports", "10.0.0.1", "[2001:db8::9]:4711", "2001:db8::9"],
    ["no header", "10.0.0.1", undefined, "10.0.0.1"],
    ["an empty header", "10.0.0.1", "", "10.0.0.1"],
    ["no address in it", "10.0.0.1", "203.0.113.9, unknown", "10.0.0.1"],
    ["nonsense left of a proxy", "10.0.0.1", "nonsense, 10.0.0.2", "10.0.0.2"],
    ["nobody but proxies", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["somebody who is no proxy", "192.0.2.1", "203.0.113.9", "192.0.2.1"],
    ["a very long header", "10.0.0.1", `${"10.0.0.2, ".repeat(500)}10.0.0.2`, "10.0.0.2"],
  ])("%s", async (_what, peer, forwarded, client) => {
    expect(await seen(peer, forwarded, PROXIES)).toBe(client);
  });
});
