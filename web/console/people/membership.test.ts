import { describe, expect, it } from "vitest";
import { withUndo } from "./membership.ts";

const NIGHT = { id: "gr_1", name: "Night\u202E" };

describe("what is said once members came and went", () => {
  it.each([
    [{ added: ["us_1"], removed: [] }, "1 person was added to Night\\u{202e}."],
    [{ added: ["us_1", "us_2"], removed: [] }, "2 people were added to Night\\u{202e}."],
    [{ added: [], removed: ["us_1"] }, "1 person was removed from Night\\u{202e}."],
    [{ added: [], removed: [] }, "Nothing was changed: the members are the same as before."],
  ])("%j: %s", (answer, says) => expect(withUndo(answer, NIGHT).says).toBe(says));

  it("is undone by the opposite for those who really came and went, and by nothing where nobody did", () => {
    const { undo } = withUndo({ added: ["us_1"], removed: ["us_2"] }, NIGHT);
    expect(undo?.order).toEqual({
      to: expect.objectContaining({ kind: "change", address: "/api/console/groups/gr_1/members" }),
      change: { add: ["us_2"], remove: ["us_1"] },
    });
    expect(undo?.what).toBe("1 person is removed again. 1 person is added again.");
    expect(withUndo({ added: [], removed: [] }, NIGHT).undo).toBeUndefined();
  });
});
