import { describe, expect, it } from "vitest";
import { reasonText } from "../mentions/reason-text.ts";
import { activeFilters } from "./active-filters.tsx";

const ROW = {
  person: { id: "us_1", name: "alice" },
  machine: { id: "bs_1", device: "d", hostname: "lap\u202Etop" },
  client: { id: "c", name: "Deploy", verified: true },
};
const QUERY = { reason: "rule_denied", person: "us_1", machine: "bs_1", client: "c", outcome: "refused", q: "x" };

describe("filters that come by a link", () => {
  it("are named as the rows are, and by their id where no row passes", () => {
    expect(activeFilters(QUERY, ROW).map(({ title }) => title)).toEqual([
      "Reason: A rule of your organisation refuses this login.",
      "Person: alice",
      "Machine: lap\\u{202e}top",
      "Program: Deploy",
    ]);
    expect(
      activeFilters(QUERY, undefined)
        .map(({ title }) => title)
        .slice(1),
    ).toEqual(["Person: us_1", "Machine: bs_1", "Program: c"]);
    expect(activeFilters({ outcome: "refused", q: "x" }, ROW)).toEqual([]);
  });
});

describe("the reason of a refusal", () => {
  it("is its first sentence, and for an unknown code the code", () => {
    expect(reasonText("device_quarantined")).toMatch(/^[^.]+\.$/);
    expect(reasonText("of_a_newer_server")).toBe("Error code: of_a_newer_server");
  });
});
