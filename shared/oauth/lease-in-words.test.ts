import { describe, expect, it } from "vitest";
import { LEASE_TYPE, type Lease } from "./lease.ts";
import { accessBeside, accessOfEarlier, leaseCalls, leaseEnds, leaseLasts } from "./lease-in-words.ts";

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
      { resource: A, scopes: names, tools: [{ name: "get", isNew: false }], standing: undefined },
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

it("says how long, how often and what ends it", () => {
  expect(leaseLasts({ for: 5400 })).toBe("1 hour 30 minutes from your approval");
  expect([leaseCalls({}), leaseCalls({ calls: 1 }), leaseCalls({ calls: 50 })]).toEqual([
    "As many as it makes in that time",
    "At most 1 call",
    "At most 50 calls",
  ]);
  expect(leaseEnds({ idle: 1800 })).toContain("after 30 minutes without a call");
  expect(leaseEnds({})).not.toContain("without a call");
});
