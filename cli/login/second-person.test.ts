import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import { expect, it } from "vitest";
import { waitInWords } from "./second-person.ts";

const wait = (changed: Partial<SecondWait>): SecondWait => {
  const second = { asked: ["Bea", "Carl"], quorum: 1, have: 0, ...changed };
  return { version: 1, asked_total: second.asked.length, since: 0, until: 900, questions: [], ...second };
};
const ONE = "A rule requires a second person to approve it too. Asked:";
const MANY = "A rule requires further people to approve it too. Asked:";

it.each([
  ["one of two", {}, `${ONE} Bea or Carl.`],
  ["the only one", { asked: ["Bea"] }, `${ONE} Bea.`],
  ["nobody who could", { asked: [] }, `${ONE} nobody.`],
  ["one of a large group", { asked_total: 9 }, `${ONE} Bea, Carl or 7 others.`],
  ["one more than are named", { asked_total: 3 }, `${ONE} Bea, Carl or 1 other.`],
  ["several of a group", { asked_total: 9, quorum: 2 }, `${MANY} 2 of Bea, Carl and 7 others.`],
  ["another one", { quorum: 2, have: 1 }, `${MANY} 2 of Bea and Carl. 1 of 2 has approved so far.`],
  ["the last of three", { quorum: 3, have: 2 }, `${MANY} 3 of Bea and Carl. 2 of 3 have approved so far.`],
])("a login that waits for %s says so", (_whom, changed, words) => {
  expect(waitInWords(wait(changed), 900)).toBe(words);
});

it("names who does not count yet, and says from when they do", () => {
  const newcomers = [
    { name: "Dora", counts_from: 3500 },
    { name: "Ed\u001b[2J", counts_from: 640 },
  ];
  expect(waitInWords(wait({ newcomers }), 300)).toBe(
    `${ONE} Bea or Carl. Dora counts in 49 minutes and Ed\\u{1b}[2J counts in 1 minute: you admitted them a short while ago, or a break-glass code did.`,
  );
});
