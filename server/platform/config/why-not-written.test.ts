import { expect, it } from "vitest";
import { whyNotWritten } from "./why-not-written.ts";

const PATH = "/srv/out/report.json";

it.each([
  ["ENOSPC", /is full\. Make room there/],
  ["EDQUOT", /is full\. Make room there/],
  ["13", /is full\. Make room there/],
  ["EEXIST", /There is already a file/],
  ["EACCES", /This account may not write/],
  ["EROFS", /This account may not write/],
  ["ENOTDIR", /does not exist\. Make it first/],
  ["EIO", /can't be written \(EIO\)/],
])("says of %s what to do", (code, says) => {
  const sentence = whyNotWritten(PATH, code);
  expect(sentence).toMatch(says);
  expect(sentence).toContain(PATH);
});
