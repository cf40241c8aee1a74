import { expect, it } from "vitest";
import { wrongInAccess } from "./wrong-in-access.ts";

const API = { resource: "https://api.example.com", scope: "orders:read" };
const many = (count: number) => Array.from({ length: count }, (_, number) => `tool-${number}`);

it("lets pass what a lease may be for", () => {
  expect(wrongInAccess([API])).toBeUndefined();
  expect(wrongInAccess([{ ...API, scope: "", tools: many(32) }])).toBeUndefined();
});

it.each([
  ["resource", [{ ...API, resource: "api.example.com" }]],
  ["scope", [{ ...API, scope: 'orders:"read"' }]],
  ["scope", [API, { resource: "https://other.example.com", scope: "read read" }]],
  ["tools", [{ ...API, tools: many(33) }]],
  ["tools", [{ ...API, tools: ["pay", "pay"] }]],
  ["tools", [{ ...API, tools: [""] }]],
  ["access", [API, API]],
  ["access", []],
])("names %s where that is wrong", (part, access) => {
  expect(wrongInAccess(access)).toBe(part);
});
