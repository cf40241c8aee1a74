import { expect, it } from "vitest";
import { givenNo } from "../../testing/keep-decisions.ts";
import { columnsOf, readGiven } from "./stored-given.ts";

const given = givenNo(7, 1_790_000_000_000);

it("gives the input back, whose text says nothing that another column says", () => {
  const columns = columnsOf(given);
  expect(readGiven(columns)).toEqual(given);
  for (const said of [given.person.id, given.client.id, given.machine.id, given.action].map((one) =>
    JSON.stringify(one),
  ))
    expect(columns.given).not.toContain(said);
  expect(columns.given).not.toContain(String(given.time.at));
});

it("reads an input of before, whose text has all of it", () => {
  expect(readGiven({ ...columnsOf(given), given: JSON.stringify(given) })).toEqual(given);
});

it.each(["", "{}", "[]", '{"client":1,"machine":{},"person":{},"time":{}}'])("reads nothing from %s", (text) => {
  expect(readGiven({ ...columnsOf(given), given: text })).toBeUndefined();
});
