import type { ServerKey } from "@nearside/shared/oauth/metadata.ts";
import { describe, expect, it } from "vitest";
import { memoryArea } from "../background/made-up-world.ts";
import { openSession } from "../session/session.ts";
import { knownServer } from "./server-keys.ts";

const keyOf = (kid: string): ServerKey => ({
  kty: "EC",
  crv: "P-256",
  x: "A".repeat(43),
  y: "A".repeat(43),
  kid,
  alg: "ES256",
});

function server() {
  const fetched = openSession(memoryArea()).serverKeys;
  const state = { now: 1000, published: ["old"], fetches: 0 };
  const kids = async (...asked: string[]) => {
    const means = {
      fetched,
      now: () => state.now,
      fetchKeys: async () => {
        state.fetches += 1;
        return state.published.map(keyOf);
      },
    };
    return (await knownServer("https://login.example", asked, means)).serverKeys.map(({ kid }) => kid);
  };
  return { state, kids };
}

describe("a server's keys", () => {
  it("are fetched once and kept", async () => {
    const { state, kids } = server();
    expect(await kids("old")).toEqual(["old"]);
    expect(await kids("old")).toEqual(["old"]);
    expect(state.fetches).toBe(1);
  });

  it("are fetched again on an unknown kid, at most once a minute", async () => {
    const { state, kids } = server();
    await kids("old");
    state.published = ["new", "old"];
    state.now += 59;
    expect(await kids("new")).toEqual(["old"]);
    state.now += 1;
    expect(await kids("new")).toEqual(["new", "old"]);
    expect(await kids("never")).toEqual(["new", "old"]);
    expect(state.fetches).toBe(2);
  });

  it("are given up when the server gave them up ten minutes ago, or the clock was set back", async () => {
    const { state, kids } = server();
    await kids("old");
    state.published = ["new"];
    state.now += 599;
    expect(await kids("old")).toEqual(["old"]);
    state.now += 1;
    expect(await kids("old")).toEqual(["new"]);
    state.now -= 100;
    await kids("new");
    expect(state.fetches).toBe(3);
  });
});
