import { expect, it } from "vitest";
import { choiceText, listText, numberText, plural } from "./amounts.ts";

const BROWSERS = { one: "# browser is new", other: "# browsers are new" };

it.each([
  [0, "0 browsers are new"],
  [1, "1 browser is new"],
  [2, "2 browsers are new"],
  [2000, "2,000 browsers are new"],
])("counts %d in words", (count, text) => {
  expect(plural(count, BROWSERS)).toBe(text);
});

it("leaves a name as it is, whatever is in it", () => {
  const joined = (group: string) => ({
    one: (number: string) => `${number} person joined ${group}`,
    other: (number: string) => `${number} people joined ${group}`,
  });
  expect([1, 2000].map((count) => plural(count, joined("C# developers")))).toEqual([
    "1 person joined C# developers",
    "2,000 people joined C# developers",
  ]);
});

it("writes large numbers in groups", () => {
  expect(numberText(1_234_567)).toBe("1,234,567");
});

it("lists things", () => {
  expect([listText([]), listText(["a"]), listText(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  expect(choiceText(["a", "b", "c"])).toBe("a, b or c");
});
