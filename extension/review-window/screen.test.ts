import { expect, it } from "vitest";
import { leftFor, leftWords } from "./screen.ts";

it("tells the window's own few minutes apart from the time for which the request waits", () => {
  const told = (within: number, serverNow: number) => {
    const coDecision = { approved_at: 1000, exp: 1400 };
    return leftWords(leftFor({ coDecision, decision: { second: { within, approvers: [] } } }, serverNow));
  };
  expect(told(900, 1155)).toBe("4:05 left in this window. The request waits 12 minutes, and you can open it again");
  expect(told(410, 1355)).toBe("0:45 left in this window. The request waits 55 seconds, and you can open it again");
  expect(told(300, 1155)).toBe("2:25 left: then the request ends");
});
