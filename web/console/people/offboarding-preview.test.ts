import { ENDED_KINDS, type EndedCounts, type HeldThings } from "@nearside/shared/statements/offboarding.ts";
import { expect, it } from "vitest";
import { KIND_NAMES, kindsOf, MOST_NAMED, namesOf } from "./offboarding-preview.tsx";

const none = Object.fromEntries(ENDED_KINDS.map((kind) => [kind, 0])) as EndedCounts;
const nothing = Object.fromEntries(ENDED_KINDS.map((kind) => [kind, []])) as unknown as HeldThings;

it("shows what there is, each kind by its name, and leaves out the rest", () => {
  expect(kindsOf(none)).toEqual([]);
  expect(kindsOf({ ...none, roles: 1, machines: 2 })).toEqual(["machines", "roles"]);
  expect(ENDED_KINDS.filter((kind) => KIND_NAMES[kind] === "")).toEqual([]);
});

it("names the first of many", () => {
  const groups = Array.from({ length: MOST_NAMED + 5 }, (_, at) => ({ id: `gr_${at}`, name: `group ${at}` }));
  expect(namesOf("groups", { ...nothing, groups })).toHaveLength(MOST_NAMED);
  expect(namesOf("groups", { ...nothing, groups })[0]).toBe("group 0");
});
