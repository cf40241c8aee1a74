import { describe, expect, it } from "vitest";
import { LEASE_TYPE, type Lease, leaseLeft, readEarlierLease } from "./lease.ts";
import { accessBeside, accessOfEarlier, limitsBeside } from "./lease-in-words.ts";

const A = "https://a.example";
const B = "https://b.example";
const lease = (access: Lease["access"]): Lease => ({
  type: LEASE_TYPE,
  agent: { name: "Claude Code", program: "/usr/bin/claude" },
  access,
  for: 5400,
});
const standings = (now: Lease["access"], before: Lease["access"]) =>
  accessBeside(lease(now), lease(before)).map(({ standing }) => standing);

describe("what a lease allows, beside the lease to which it adds", () => {
  it("has no standing where it adds to none", () => {
    const shown = accessBeside(lease([{ resource: A, scope: "read list", tools: ["get"] }]), undefined);
    const names = ["read", "list"].map((name) => ({ name, isNew: false }));
    expect(shown).toEqual([
      {
        resource: A,
        scopes: names,
        tools: [{ name: "get", isNew: false }],
        toolsBefore: [],
        standing: undefined,
      },
    ]);
    expect(accessBeside(lease([{ resource: A, scope: "" }]), undefined)[0]?.scopes).toEqual([]);
  });

  it.each<[string, Lease["access"][number], Lease["access"][number], string]>([
    ["the same", { resource: A, scope: "read" }, { resource: A, scope: "read" }, "as_before"],
    ["less", { resource: A, scope: "read" }, { resource: A, scope: "read list" }, "as_before"],
    ["another scope", { resource: A, scope: "read list" }, { resource: A, scope: "read" }, "more"],
    ["another API", { resource: B, scope: "read" }, { resource: A, scope: "read" }, "new"],
    ["another tool", { resource: A, scope: "", tools: ["a", "b"] }, { resource: A, scope: "", tools: ["a"] }, "more"],
    [
      "a tool where every one was meant",
      { resource: A, scope: "", tools: ["a"] },
      { resource: A, scope: "" },
      "as_before",
    ],
    ["every tool where some were named", { resource: A, scope: "" }, { resource: A, scope: "", tools: ["a"] }, "more"],
  ])("%s", (_what, now, before, standing) => {
    expect(standings([now], [before])).toEqual([standing]);
  });

  it("marks what is new, word by word, and names what only the earlier one has", () => {
    const now = lease([{ resource: A, scope: "read write", tools: ["get", "pay"] }]);
    const before = lease([
      { resource: A, scope: "read", tools: ["get"] },
      { resource: B, scope: "read" },
    ]);
    const [shown] = accessBeside(now, before);
    const marked = (names: readonly { name: string; isNew: boolean }[] = []) =>
      names.filter(({ isNew }) => isNew).map(({ name }) => name);
    expect([marked(shown?.scopes), marked(shown?.tools)]).toEqual([["write"], ["pay"]]);
    expect(accessOfEarlier(now, before)).toEqual([{ resource: B, scope: "read" }]);
  });
});

it("names the only tools that the lease had, where every tool is asked for", () => {
  const [every] = accessBeside(
    lease([{ resource: A, scope: "" }]),
    lease([{ resource: A, scope: "", tools: ["get", "list"] }]),
  );
  expect(every?.toolsBefore.map(({ name }) => name)).toEqual(["get", "list"]);
});

const says = (of: Parameters<typeof limitsBeside>[0]) => {
  const { calls, lasts, ends } = limitsBeside(of, undefined);
  return [calls.says, lasts.says, ends.says];
};

it("says how long, how often and what ends it", () => {
  const ends = "When its program ends, when the screen locks, ";
  expect(says({ for: 5400 })).toEqual([
    "As many as it makes in that time",
    "1 hour 30 minutes from your approval",
    `${ends}or when you end it`,
  ]);
  expect(says({ for: 60, calls: 1, idle: 1800 })).toEqual([
    "At most 1 call",
    "1 minute from your approval",
    `${ends}after 30 minutes without a call, or when you end it`,
  ]);
  expect(says({ for: 60, calls: 5000 })[0]).toBe("At most 5,000 calls");
});

describe("what was left of the lease to which it adds", () => {
  const before = (now: Parameters<typeof limitsBeside>[0], then: Parameters<typeof limitsBeside>[0]) => {
    const { calls, lasts, ends } = limitsBeside(now, then);
    return [calls.before, lasts.before, ends.before];
  };

  it("is said of each limit that grows, and of no other", () => {
    const left = { for: 240, calls: 2, idle: 600 };
    expect(before(left, left)).toEqual([undefined, undefined, undefined]);
    expect(before({ for: 60, calls: 1, idle: 60 }, left)).toEqual([undefined, undefined, undefined]);
    const [calls, lasts, idle] = [
      "Before: 2 calls left",
      "Before: 4 minutes left",
      "Before: after 10 minutes without a call",
    ];
    expect(before({ for: 7200 }, left)).toEqual([calls, lasts, idle]);
    expect(before({ ...left, calls: 3 }, left)).toEqual([calls, undefined, undefined]);
    expect(before({ ...left, for: 241 }, left)).toEqual([undefined, lasts, undefined]);
    expect(before({ ...left, idle: 601 }, left)).toEqual([undefined, undefined, idle]);
    expect(before({ for: 60, calls: 1 }, { for: 60, calls: 0 })).toEqual([
      "Before: no call left",
      undefined,
      undefined,
    ]);
    // a lease without a limit had as much already
    expect(before({ for: 60 }, { for: 60 })).toEqual([undefined, undefined, undefined]);
    expect(before({ for: 60, calls: 100_000, idle: 86_400 }, { for: 60 })).toEqual([undefined, undefined, undefined]);
  });

  it("is told to the next minute, of which it has no more than it was given", () => {
    const given: Lease = { ...lease([{ resource: A, scope: "" }]), for: 100, calls: 2 };
    expect(leaseLeft(given, { seconds: 99.5, calls: 0 })).toEqual({ ...given, for: 100, calls: 0 });
    expect(leaseLeft(given, { seconds: 59.5, calls: 1 })).toEqual({ ...given, for: 60, calls: 1 });
    expect(leaseLeft(given, { seconds: 0.5, calls: 2 })).toEqual({ ...given, for: 60 });
    const uncounted = lease([{ resource: A, scope: "" }]);
    expect(leaseLeft(uncounted, { seconds: 3601, calls: null })).toEqual({ ...uncounted, for: 3660 });
  });

  it("is read from facts, with no call left too, and never from what is no lease", () => {
    const left = { ...lease([{ resource: A, scope: "" }]), calls: 0 };
    expect(readEarlierLease({ earlier: [left] })).toEqual(left);
    for (const earlier of [
      undefined,
      [],
      [left, left],
      [{ ...left, calls: -1 }],
      [{ ...left, for: 0 }],
      [{ type: "other" }],
    ])
      expect(readEarlierLease({ earlier })).toBeUndefined();
  });
});
