import { describe, expect, it } from "vitest";
import { rowsOf, tookWords } from "./replay-words.ts";

describe("the counts of a replay", () => {
  it("come as one row a person, the most affected first", () => {
    const rows = rowsOf([
      { key: "us_1", name: "alice", change: "newly_refused", logins: 3 },
      { key: "us_2", name: "bob", change: "newly_stepped_up", logins: 9 },
      { key: "us_1", name: "alice", change: "less_asked", logins: 2 },
    ]);
    expect(rows).toEqual([
      { key: "us_2", name: "bob", counts: { newly_stepped_up: 9 }, total: 9 },
      { key: "us_1", name: "alice", counts: { newly_refused: 3, less_asked: 2 }, total: 5 },
    ]);
  });
});

it.each([
  [0, "less than 1 s"],
  [12_400, "12 s"],
  [59_600, "1 min 0 s"],
  [125_000, "2 min 5 s"],
])("says of %d ms that it took %s", (took, text) => {
  expect(tookWords(took)).toBe(text);
});
