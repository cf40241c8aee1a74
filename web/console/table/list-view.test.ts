import { listQuerySchema } from "@nearside/shared/api/console/list.ts";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { sortedBy, viewIn, withChanges } from "./list-view.ts";

const schema = listQuerySchema(["name", "created_at"], { role: v.optional(v.picklist(["user", "owner"])) });
const view = (address: string) => viewIn(new URLSearchParams(address), schema);

describe("the view in an address", () => {
  it("is the list's contract", () => {
    expect(view("q=ada&sort=created_at&order=desc&role=owner&limit=100")).toEqual({
      query: { q: "ada", sort: "created_at", order: "desc", role: "owner", limit: "100" },
      read: { q: "ada", sort: "created_at", order: "desc", role: "owner", limit: 100 },
      isFiltered: true,
    });
    expect(view("")).toEqual({ query: {}, read: { q: "", sort: "name", order: "asc" }, isFiltered: false });
  });

  it.each([
    "sort=password_hash",
    "order=sideways",
    "role=root",
    "limit=100000",
    "limit=-1",
    "evil=1",
    "evil=1&worse=2&sort=x&order=y",
    `q=${"a".repeat(201)}`,
    "q=",
    "__proto__=1",
    `after=${"a".repeat(9000)}`,
  ])("passes over %s, and keeps the rest", (address) => {
    expect(view(`${address}&role=user`).query).toEqual({ role: "user" });
  });

  it("is no filter by its order or its place", () => {
    expect(view("sort=created_at&after=x&limit=10").isFiltered).toBe(false);
  });
});

describe("another view", () => {
  it("begins at its first page", () => {
    expect(withChanges({ q: "ada", after: "x" }, { role: "user" })).toEqual({ q: "ada", role: "user" });
  });

  it("leaves out what was emptied", () => {
    expect(withChanges({ q: "ada", role: "user" }, { q: "" })).toEqual({ role: "user" });
  });

  it("sorts by a column, and then the other way round", () => {
    const first = view("after=x");
    expect(sortedBy(first.query, first.read, "created_at")).toEqual({ sort: "created_at", order: "asc" });
    expect(sortedBy(first.query, first.read, "name")).toEqual({ sort: "name", order: "desc" });
    const down = view("sort=name&order=desc");
    expect(sortedBy(down.query, down.read, "name")).toEqual({ sort: "name", order: "asc" });
  });
});
