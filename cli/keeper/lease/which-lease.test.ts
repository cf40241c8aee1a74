import { LEASE_TYPE, type Lease } from "@nearside/shared/oauth/lease.ts";
import { describe, expect, it } from "vitest";
import { apiOf, demandOwn, leaseFor, otherFor } from "./which-lease.ts";

const A = "https://a.example";
const B = "https://b.example";
const holding = (id: string, ...access: Lease["access"]) => ({
  id,
  detail: { type: LEASE_TYPE, agent: { name: "Codex", program: "/usr/bin/codex" }, access, for: 3600 } as const,
});
const first = holding("first", { resource: A, scope: "read list" });
const more = holding("more", { resource: B, scope: "" }, { resource: A, scope: "read write", tools: ["pay", "get"] });
const both = [first, more];

it("has the leases of the tree that are named, and no other", () => {
  expect(() => demandOwn(both, "more")).not.toThrow();
  expect(() => demandOwn([first], "more")).toThrow(expect.objectContaining({ code: "lease_ended" }));
});

describe("the lease for what an agent asks", () => {
  it("is the first that has as much, and gives all where nothing is named", () => {
    const all = { resource: A, scope: "read list", tool: undefined };
    expect(leaseFor(both, { resource: A })).toEqual({ lease: first, target: all });
    expect(leaseFor(both, { resource: A, scope: "write" })).toMatchObject({ lease: more, target: { scope: "write" } });
    expect(leaseFor(both, { resource: A, tool: "pay" })).toMatchObject({ lease: more, target: { tool: "pay" } });
    expect(leaseFor(both, { resource: B })).toMatchObject({ lease: more, target: { scope: "" } });
  });

  it.each([
    ["another API", { resource: "https://c.example" }, "target_refused", "other APIs"],
    ["a scope that none has", { resource: A, scope: "delete" }, "scope_refused", "does not have that scope"],
    ["a scope where the lease has none", { resource: B, scope: "read" }, "scope_refused", "does not have that scope"],
    ["a tool that none has", { resource: A, tool: "cancel" }, "target_refused", "other tools"],
    ["scopes of two leases at once", { resource: A, scope: "list write" }, "scope_refused", "does not have that scope"],
  ])("is not there for %s", (_what, wanted, code, message) => {
    const refusal = expect.objectContaining({ code, message: expect.stringContaining(message) });
    expect(() => leaseFor(both, wanted)).toThrow(refusal);
  });

  it("says what is missing of that API, whichever lease comes first", () => {
    const lacking = expect.objectContaining({ code: "scope_refused" });
    const other = holding("other", { resource: B, scope: "" });
    expect(() => leaseFor([other, first], { resource: A, scope: "delete" })).toThrow(lacking);
    expect(() => leaseFor([first, other], { resource: A, scope: "delete" })).toThrow(lacking);
  });
});

it("finds a further lease with the scope that the API asked for, and gives all that it has there", () => {
  expect(otherFor(both, first, { resource: A }, "write")).toMatchObject({
    lease: more,
    target: { scope: "read write" },
  });
  expect(otherFor(both, first, { resource: A }, "delete")).toBeUndefined();
  expect(otherFor(both, more, { resource: A }, "write")).toBeUndefined();
  expect(otherFor(both, first, { resource: A }, undefined)).toBeUndefined();
});

describe("the API of an address", () => {
  const orders = holding("orders", { resource: `${A}/orders`, scope: "" }, { resource: `${A}/orders/old`, scope: "" });

  it.each([
    [`${A}/orders`, `${A}/orders`],
    [`${A}/orders/7?page=2`, `${A}/orders`],
    [`${A}/orders/old/7`, `${A}/orders/old`],
    [`${A}/orders/older`, `${A}/orders`],
    [`${B}/`, B],
  ])("%s is %s", (address, api) => {
    expect(apiOf([more, orders], address)).toBe(api);
  });

  it("is the first of its origin where no path begins as it does", () => {
    expect(apiOf([orders], `${A}/people`)).toBe(`${A}/orders`);
  });

  it.each([
    "https://c.example/orders",
    "http://a.example/orders",
    "https://a.example:8443/orders",
    "https://somebody:secret@a.example/orders",
    "no address",
  ])("is not there for %s", (address) => {
    expect(apiOf([more, orders], address)).toBeUndefined();
  });
});
