import { type RuleTest, ruleTestsSchema } from "@nearside/shared/rules/rule-tests.ts";
import { MOST_RULES_TEXT } from "@nearside/shared/rules/rules-text.ts";
import * as v from "valibot";

/** A text that holds no tests; the message says where, for its author. */
export class TestsRefused extends Error {
  override readonly name = "TestsRefused";
}

/**
 * The tests kept beside a set of rules, as their author wrote them: JSON. A text of nothing but space holds none.
 *
 * @throws TestsRefused
 */
export function readTests(text: string): RuleTest[] {
  if (text.length > MOST_RULES_TEXT)
    throw new TestsRefused(`the tests beside a set have at most ${MOST_RULES_TEXT / 1024} KiB`);
  if (text.trim() === "") return [];
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (cause) {
    throw new TestsRefused(`the tests are no JSON: ${cause instanceof Error ? cause.message : "unreadable"}`, {
      cause,
    });
  }
  const read = v.safeParse(ruleTestsSchema, written);
  if (!read.success) {
    const [first] = read.issues;
    const where = v.getDotPath(first);
    throw new TestsRefused(`${where === null ? "the tests" : `test ${where}`}: ${first.message}`);
  }
  const names = read.output.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new TestsRefused(`two tests are called "${twice}"`);
  return read.output;
}
