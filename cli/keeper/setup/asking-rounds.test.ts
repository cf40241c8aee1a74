import { expect, it } from "vitest";
import { askingRounds } from "./asking-rounds.ts";

/** The looks, counted from the first, at which servers are asked. @param about the servers at each look */
function asksIn(looks: number, about: (look: number) => string, isHeard: (look: number) => boolean): readonly number[] {
  const rounds = askingRounds();
  const asks: number[] = [];
  for (let look = 0; look < looks; look += 1) {
    if (!rounds.isDue(about(look))) continue;
    asks.push(look);
    rounds.asked(isHeard(look));
  }
  return asks;
}

it("asks at the start and every few hours", () => {
  expect(
    asksIn(
      800,
      () => "a",
      () => true,
    ),
  ).toEqual([0, 360, 720]);
});

it("asks less and less often where one is not heard, and at once with a new enrolment", () => {
  const about = (look: number) => (look < 200 ? "a" : "a b");
  expect(asksIn(260, about, () => false)).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 200, 201, 203, 207, 215, 231]);
});

it("asks in time again once all are heard", () => {
  expect(
    asksIn(
      400,
      () => "a",
      (look) => look >= 7,
    ),
  ).toEqual([0, 1, 3, 7, 367]);
});
