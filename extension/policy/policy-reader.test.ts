import { describe, expect, it } from "vitest";
import { createPolicyReader, type PolicyServices, SETTLE_MILLISECONDS } from "./policy-reader.ts";

const SETTINGS = { issuers: ["https://login.example"], allowOtherIssuers: false, allowRemoval: true };

interface Kept {
  none?: boolean;
  first?: number;
}

/** A browser's storage, with a clock that the pauses move on. */
function made(stored: (now: number) => unknown, cached: Kept = {}) {
  const state: Kept & { now: number; requests: number } = { now: 1_000_000, requests: 0, ...cached };
  const means = {
    stored: async () => {
      state.requests += 1;
      return stored(state.now);
    },
    confirmedNone: {
      read: async () => state.none === true,
      keep: async (none: boolean) => {
        state.none = none;
      },
    },
    firstRead: {
      read: async () => state.first,
      keep: async (at: number) => {
        state.first = at;
      },
    },
    now: () => state.now,
    pause: async (milliseconds: number) => {
      state.now += milliseconds;
    },
  } satisfies PolicyServices;
  return { reader: createPolicyReader(means), state, means };
}

describe("the policy reader", () => {
  it("reads a policy at once, and once", async () => {
    const { reader, state } = made(() => SETTINGS);
    for (let times = 0; times < 3; times += 1) expect(await reader.settled()).toEqual({ state: "set", ...SETTINGS });
    expect(state.requests).toBe(1);
    reader.forget();
    await reader.settled();
    expect(state.requests).toBe(2);
  });

  it("allows nothing while a new browser says nothing, and takes the policy that comes then", async () => {
    const { reader, state } = made((now) => (now < 1_004_500 ? {} : SETTINGS));
    expect(await reader.current()).toEqual({ state: "unread" });
    expect(await reader.settled()).toEqual({ state: "set", ...SETTINGS });
    expect(state.none).toBe(false);
  });

  it("believes after some seconds that there is no policy, and in that browser from then on at once", async () => {
    const { reader, state } = made(() => ({}));
    expect(await reader.settled()).toEqual({ state: "none" });
    expect(state.now - 1_000_000).toBeGreaterThanOrEqual(SETTLE_MILLISECONDS);
    const again = made(() => ({}), { none: state.none === true });
    expect(await again.reader.current()).toEqual({ state: "none" });
  });

  it("waits on where another context asked first, and from the start where the clock was set back", async () => {
    const half = made(() => ({}), { first: 1_000_000 - SETTLE_MILLISECONDS / 2 });
    expect(await half.reader.current()).toEqual({ state: "unread" });
    await half.reader.settled();
    expect(half.state.now - 1_000_000).toBeLessThanOrEqual(SETTLE_MILLISECONDS / 2 + 250);
    const back = made(() => ({}), { first: 2_000_000 });
    expect(await back.reader.current()).toEqual({ state: "unread" });
    expect(back.state.first).toBe(1_000_000);
  });

  it("does not take silence for none in a browser that had a policy", async () => {
    const { reader, state } = made(() => SETTINGS, { none: true });
    await reader.settled();
    const restarted = made(() => ({}), { none: state.none === true });
    expect(await restarted.reader.current()).toEqual({ state: "unread" });
  });

  it("does not go by what it read, nor keep it, where the policy changed meanwhile", async () => {
    let policy: unknown = {};
    const { reader, state } = made(
      () => {
        const read = policy;
        if (read === policy && policy !== SETTINGS) {
          policy = SETTINGS;
          reader.forget(); // as the browser does, while the answer is on its way
        }
        return read;
      },
      { first: 0 },
    );
    expect(await reader.current()).toEqual({ state: "set", ...SETTINGS });
    expect(state.none).toBe(false);
  });

  it("forgets that there was none where the policy comes while that is written down", async () => {
    let policy: unknown = {};
    const { reader, state, means } = made(() => policy, { first: 0 });
    const { keep } = means.confirmedNone;
    means.confirmedNone.keep = async (none) => {
      if (none && policy !== SETTINGS) {
        policy = SETTINGS;
        reader.forget();
        await reader.current(); // a second caller, which is done before the first
      }
      await keep(none);
    };
    expect(await reader.current()).toEqual({ state: "set", ...SETTINGS });
    expect(state.none).toBe(false);
  });

  it("knows how Firefox says that there is no policy", async () => {
    const { reader } = made(() => Promise.reject(new Error("Managed storage manifest not found")), { none: true });
    expect(await reader.settled()).toEqual({ state: "none" });
  });

  it("allows nothing where the browser fails, and asks again", async () => {
    const { reader, state } = made(() => (state.requests === 1 ? Promise.reject(new Error("broken")) : SETTINGS));
    expect(await reader.settled()).toEqual({ state: "unreadable" });
    expect(await reader.settled()).toEqual({ state: "set", ...SETTINGS });
  });
});
