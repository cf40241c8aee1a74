import type { ServerKey } from "@nearside/shared/oauth/metadata.ts";
import { describe, expect, it } from "vitest";
import { openSession } from "../session/session.ts";
import { memoryArea } from "../testing/made-up-world.ts";
import { trustedServer } from "./server-keys.ts";

const keyOf = (kid: string): ServerKey => ({
  kty: "EC",
  crv: "P-256",
  x: "A".repeat(43),
  y: "A".repeat(43),
  kid,
  alg: "ES256",
});

function server() {
  const session = openSession(memoryArea());
  const state = { now: 1000, published: ["old"], fetches: 0 };
  const kids = async () => {
    const means = {
      session,
      now: () => state.now,
      fetchKeys: async () => {
        state.fetches += 1;
        return state.published.map(keyOf);
      },
    };
    return (await trustedServer("https://login.example", means)).serverKeys.map(({ kid }) => kid);
  };
  return { state, kids };
}

describe("a server's keys", () => {
  it("are fetched once in a minute, whatever keys the statements name", async () => {
    const { state, kids } = server();
    expect(await kids()).toEqual(["old"]);
    state.published = ["new", "old"];
    state.now += 59;
    expect(await kids()).toEqual(["old"]);
    expect(state.fetches).toBe(1);
    state.now += 1;
    expect(await kids()).toEqual(["new", "old"]);
    expect(state.fetches).toBe(2);
  });

  it("are given up within the minute in which the server gave them up", async () => {
    const { state, kids } = server();
    await kids();
    state.published = ["new"];
    state.now += 60;
    expect(await kids()).toEqual(["new"]);
  });

  it("are fetched again where the clock was set back", async () => {
    const { state, kids } = server();
    await kids();
    state.now -= 100;
    await kids();
    expect(state.fetches).toBe(2);
  });
});
