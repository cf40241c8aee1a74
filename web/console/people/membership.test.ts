import { describe, expect, it } from "vitest";
import { takenBack } from "./membership.ts";

const NIGHT = { id: "gr_1", name: "Night\u202E" };

describe("what is said once members came and went", () => {
  it.each([
    [{ added: ["us_1"], removed: [] }, "1 person came into Night\\u{202e}."],
    [{ added: ["us_1", "us_2"], removed: [] }, "2 people came into Night\\u{202e}."],
    [{ added: [], removed: ["us_1"] }, "1 person went out of Night\\u{202e}."],
    [{ added: [], removed: [] }, "All of it was so before. Nobody came or went."],
  ])("%j: %s", (answer, says) => expect(takenBack(answer, NIGHT).says).toBe(says));

  it("is taken back by the opposite for those who really came and went, and by nothing where nobody did", () => {
    const { undo } = takenBack({ added: ["us_1"], removed: ["us_2"] }, NIGHT);
    expect(undo?.order).toEqual({
      to: expect.objectContaining({ kind: "change", address: "/api/console/groups/gr_1/members" }),
      change: { add: ["us_2"], remove: ["us_1"] },
    });
    expect(undo?.what).toBe("Out again: 1 person. In again: 1 person.");
    expect(takenBack({ added: [], removed: [] }, NIGHT).undo).toBeUndefined();
  });
});
