import { expect, it } from "vitest";
import { leastPeople } from "./people-needed.ts";

it.each([
  ["nobody where nothing is left", [0, 0], [[0]], 0],
  ["one person who is in both lists", [1, 1], [[0], [1], [0, 1]], 1],
  ["two people where nobody is in both", [1, 1], [[0], [1]], 2],
  ["one in both and one more", [2, 1], [[0], [0], [0, 1]], 2],
  ["the two who cover four lists, and not the one who covers most", [1, 1, 1, 1], [[0, 1, 2], [0, 1], [2, 3], [3]], 2],
  ["each place by itself where the people do not suffice", [2, 1], [[0, 1]], 3],
  ["of a large group so many as are wanted", [5], Array.from({ length: 200 }, () => [0]), 5],
])("the least number is %s", (_who, left, people, count) => {
  expect(leastPeople(left, people)).toBe(count);
});
