import { type CheckAnswer, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { checkOffline } from "../../../administration/rules/check-offline.ts";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { serverTexts } from "../../../texts/commands/server.ts";
import { askServer } from "../../shell/ask-server.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { RULES_FILE, readRulesFiles, TESTS_FILE } from "./rules-files.ts";

type Checked = Pick<CheckAnswer, "problems" | "tests_problem" | "tests" | "lint">;

/**
 * `nearside-server rules test [folder]` is for CI, so it needs no server. Each line begins as those of compilers do:
 * `file:line:column`.
 *
 * @throws CannotStart if the rules could not be published
 */
export async function testRulesCommand(
  { folder, dataFolder }: { readonly folder: string; readonly dataFolder: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const { text, tests } = readRulesFiles(folder);
  const checked: Checked =
    dataFolder === undefined
      ? checkOffline({ text, tests })
      : await askServer(dataFolder, rulesApi.check, { text, tests });
  for (const line of linesOf(checked)) terminal.out(neutralise(line));
  const passed = checked.tests.filter((test) => test.passed).length;
  const wrong = checked.problems.length + (checked.tests_problem === null ? 0 : 1);
  const failed = checked.tests.length - passed;
  if (wrong + failed > 0)
    throw new CannotStart(
      wrong > 0
        ? serverTexts.rules.cannotPublish
        : serverTexts.rules.testsFailed({ failed, all: checked.tests.length }),
    );
  terminal.say(passed === 0 ? serverTexts.rules.noTests : serverTexts.rules.testsPassed({ count: passed }));
  if (dataFolder === undefined) terminal.say(serverTexts.rules.namesUnread);
  if (checked.lint.length > 0) terminal.say(serverTexts.rules.lintWarns({ count: checked.lint.length }));
}

function linesOf({ problems, tests_problem, tests, lint }: Checked): string[] {
  return [
    ...problems.map(({ line, column, message }) => `${RULES_FILE}:${line}:${column}: ${message}`),
    ...(tests_problem === null ? [] : [`${TESTS_FILE}: ${tests_problem}`]),
    ...tests.filter(({ passed }) => !passed).map(({ name, problem }) => `${TESTS_FILE}: ${name}: ${problem ?? ""}`),
    ...lint.map(({ line, message }) => `${RULES_FILE}${line === null ? "" : `:${line}`}: warning: ${message}`),
  ];
}
