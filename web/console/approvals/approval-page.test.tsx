import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { ConsoleProblem } from "../problem.ts";
import { NotAsked } from "./approval-page.tsx";

const shown = (problem?: ConsoleProblem) => renderToStaticMarkup(<NotAsked problem={problem} />);

it("tells somebody who may not answer why, where the server said so, and what it may be where not", () => {
  const every = "Others have decided it";
  expect(shown()).toContain(every);
  for (const code of ["co_same_machine", "co_newcomer", "co_approval_unasked"] as const) {
    expect(shown(new ConsoleProblem(code))).toContain(sentenceOf(code));
    expect(shown(new ConsoleProblem(code))).not.toContain(every);
  }
  expect(shown(new ConsoleProblem("server_unreachable"))).toContain(every);
});
