import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { expect, it } from "vitest";
import { cell, commandReference } from "../../test/kit/command-reference.ts";
import { EXIT_CODES } from "../problems/exit-codes.ts";
import { type EndCode, isOwnProblem, sentenceOfCode } from "../problems/problem.ts";
import { createProgram } from "./program.ts";

// docs/reference/commands.md is written from the declarations that --help shows: `npx vitest run -u` writes it again.

const DOCUMENT = "../../docs/reference/commands.md";

const meaningOf = (code: EndCode): string => (isOwnProblem(code) ? sentenceOfCode(code) : sentenceOf(code));

const isEndCode = (code: string): code is EndCode => Object.hasOwn(EXIT_CODES, code);

const exitCodes = (): string =>
  [
    "| exit code | code of `--json` | meaning |",
    "| --- | --- | --- |",
    "| 0 | | Done. |",
    ...Object.entries(EXIT_CODES)
      .sort(([, one], [, other]) => one - other)
      .flatMap(([code, number]) => (isEndCode(code) ? [`| ${number} | \`${code}\` | ${cell(meaningOf(code))} |`] : [])),
  ].join("\n");

it("is told in docs/reference/commands.md", async () => {
  const program = await createProgram(async () => undefined, []);
  const text = [
    "# Commands of `nearside`",
    "Written by `cli/commands/document.test.ts` from the declarations of the commands. Do not edit.",
    "`nearside help <command>` shows the same in the terminal. A person who runs [the server](server-commands.md) has other commands.",
    "Every command that has `--json` prints JSON objects on standard output, one on each line. An object with `error` has the code, the sentence and the exit code of a failure.",
    commandReference(program),
    "## Exit codes",
    "Each way to end has a number of its own. A number never gets another meaning. `nearside exec`, `nearside proxy` and `nearside lease run` end with the exit code of the command that they ran.",
    exitCodes(),
  ].join("\n\n");
  await expect(`${text}\n`).toMatchFileSnapshot(DOCUMENT);
});
