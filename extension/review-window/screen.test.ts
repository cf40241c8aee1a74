import { expect, it } from "vitest";
import { leftFor, leftWords } from "./screen.ts";

const told = (within: number, serverNow: number, freshTouch?: number) => {
  const coDecision = { approved_at: 1000, exp: 1400 };
  const decision = {
    ...{ second: { within, approvers: [] }, lifetime: { access_token: 300, refresh_token: 3600 } },
    ...(freshTouch === undefined ? {} : { require: { fresh_touch: freshTouch } }),
  };
  return leftWords(leftFor({ coDecision, decision, facts: { authorization_details: [] } }, serverNow));
};

it("tells the window's own few minutes apart from the time for which the request waits", () => {
  expect(told(900, 1155)).toBe("4:05 left in this window. The request waits 12 minutes, and you can open it again");
  expect(told(410, 1355)).toBe("0:45 left in this window. The request waits 55 seconds, and you can open it again");
  expect(told(300, 1155)).toBe("2:25 left, then the request ends");
});

it("says that the request ends where the first touch is too old for a token by then, and the rule would give more time", () => {
  expect(told(900, 1155, 300)).toBe("2:25 left, then the request ends");
});
