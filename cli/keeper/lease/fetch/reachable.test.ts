import { describe, expect, it } from "vitest";
import { reachable } from "./reachable.ts";

describe("an API's name", () => {
  const leadingTo =
    (...addresses: readonly string[]) =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(":") ? (6 as const) : (4 as const) }));
  const to = (url: string, ...addresses: readonly string[]) => reachable(new URL(url), leadingTo(...addresses));

  it.each([
    "127.0.0.1",
    "0.0.0.0",
    "169.254.169.254",
    "::1",
    "::",
    "fe80::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
  ])("leads nobody to %s", async (address) => {
    expect(await to("https://api.example.com/", address)).toBeUndefined();
    expect(await to("https://api.example.com/", "203.0.113.7", address)).toBeUndefined();
  });

  it("is only gone to over TLS, where the computer there proves that it has the name", async () => {
    expect(await to("http://api.example.com/", "203.0.113.7")).toBeUndefined();
    expect(await to("http://api.example.com/", "10.0.0.7")).toBeUndefined();
    expect(await to("https://api.example.com/", "203.0.113.7")).toEqual({ address: "203.0.113.7", family: 4 });
    expect(await to("https://api.corp.example/", "10.0.0.7")).toEqual({ address: "10.0.0.7", family: 4 });
  });

  it("may be this computer where its person approved just that", async () => {
    expect(await to("http://localhost:8080/", "127.0.0.1")).toEqual({ address: "127.0.0.1", family: 4 });
    expect(await reachable(new URL("http://[::1]:8080/"))).toEqual({ address: "::1", family: 6 });
    expect(await reachable(new URL("https://10.0.0.7/"))).toEqual({ address: "10.0.0.7", family: 4 });
  });

  it("that leads nowhere keeps nobody waiting", async () => {
    expect(await to("https://api.example.com/")).toBeNull();
  });
});
