import { describe, expect, it } from "vitest";
import { replayedIn, replayedWords, rowsOf, searchOf, tookWords } from "./replay-words.ts";

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

describe("the rules that were replayed", () => {
  it.each([
    [{ kind: "draft", version: 7, isReportOnlyActive: false }, "Your draft, based on version 7"],
    [{ kind: "version", version: 6, isReportOnlyActive: true }, "Version 6, with report-only rules activated"],
    [{ kind: "version", version: 0, isReportOnlyActive: false }, "The built-in rules"],
  ] as const)("are in the address, and in words: %j", (replayed, text) => {
    const read = replayedIn(new URLSearchParams(searchOf(replayed)));
    expect(read).toEqual(replayed);
    expect(read === undefined ? undefined : replayedWords(read)).toBe(text);
  });

  it.each(["", "rules=draft", "rules=else&version=1", "rules=version&version=-1", "rules=version&version=1e3"])(
    "are not told by %j",
    (address) => {
      expect(replayedIn(new URLSearchParams(address))).toBeUndefined();
    },
  );
});
