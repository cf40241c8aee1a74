import { expect, it } from "vitest";
import { CallBudget } from "./call-budget.ts";

it("counts a call once, whichever of the answer and the server's news comes first", () => {
  const answeredFirst = new CallBudget(5);
  answeredFirst.count();
  answeredFirst.told(4);
  const toldFirst = new CallBudget(5);
  toldFirst.told(4);
  toldFirst.count();
  expect([answeredFirst.left, toldFirst.left]).toEqual([4, 4]);
});

it("knows of a call whose answer was lost by what the server tells", () => {
  const budget = new CallBudget(5);
  budget.told(4);
  budget.told(3);
  budget.count();
  expect(budget.left).toBe(3);
});

it("never has fewer calls than none, and never more by older news", () => {
  const budget = new CallBudget(2);
  for (let call = 0; call < 3; call += 1) budget.count();
  budget.told(1);
  expect(budget.left).toBe(0);
});

it("has no number where the lease counts no calls", () => {
  const budget = new CallBudget(undefined);
  budget.count();
  budget.told(null);
  expect(budget.left).toBeNull();
});
