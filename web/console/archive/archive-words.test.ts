import type { Due } from "@nearside/shared/api/console/archive.ts";
import { expect, it } from "vitest";
import { archiveTexts as texts } from "../../texts/console/archive.tsx";
import { dueWords, isMore, soFar, totalOf } from "./archive-words.ts";

const due = (count: number, more = false): Due => ({ days: 90, before: 0, count, more, oldest: null });

it("counts what would go, and says where it was not counted to the end", () => {
  const one = { ended: due(0), approved: due(1), events: due(1) };
  expect(dueWords(one)).toBe("1 login and 1 log entry");
  expect([totalOf(one), isMore(one)]).toEqual([2, false]);
  const many = { ended: due(10_000, true), approved: due(12), events: due(2000, true) };
  expect(dueWords(many)).toBe("10,012 or more logins and 2,000 or more log entries");
  expect([totalOf(many), isMore(many), texts.dueCount(many.events)]).toEqual([12_012, true, "2,000 or more"]);
  const unknown = { ended: due(0), approved: due(2), events: due(0, true) };
  expect(dueWords(unknown)).toBe("2 logins and an unknown number of log entries");
  expect([texts.dueCount(unknown.ended), texts.dueCount(unknown.events)]).toEqual(["0", "not known"]);
  expect(soFar({ logins: 1, events: 1200 })).toBe("1 login and 1,200 log entries");
});
