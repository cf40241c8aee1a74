import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { problemBehind } from "../problem.ts";
import { problemNamed } from "../problem-named.ts";
import { withCode } from "./with-code.tsx";

const shown = (sentence: React.ReactNode) => renderToStaticMarkup(<p>{sentence}</p>);

it("shows text between backticks as code, and nothing else", () => {
  expect(shown(withCode("Run `nearside enroll` first."))).toBe("<p>Run <code>nearside enroll</code> first.</p>");
  expect(withCode("Try again.")).toBe("Try again.");
});

it("shows no backtick of a refusal on a page", async () => {
  expect(sentenceOf("not_enrolled")).toContain("`");
  const problems = [await problemBehind(new Refused("not_enrolled")), problemNamed("not_enrolled")];
  for (const { sentence } of problems)
    expect(shown(sentence)).toContain("Run <code>nearside enroll --browser</code> in a terminal");
});
