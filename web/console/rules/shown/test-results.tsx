import type { RuleTestResult } from "@nearside/shared/rules/rule-tests.ts";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { keyed } from "../../../ui/keyed.ts";
import { Named } from "../../../ui/quoted.tsx";
import { Badge } from "../../ui/badge.tsx";

const texts = ruleTexts.tests;

/** Shows how the tests beside a set went, those that fail first. */
export function TestResults({ tests }: { tests: readonly RuleTestResult[] }) {
  if (tests.length === 0) return <p>{texts.none}</p>;
  const failed = tests.filter(({ passed }) => !passed);
  const passed = tests.filter(({ passed }) => passed);
  return (
    <>
      <p>
        {failed.length === 0
          ? texts.allPass(tests.length)
          : texts.someFail({ failed: failed.length, all: tests.length })}
      </p>
      <List tests={failed} />
      {passed.length === 0 ? null : (
        <details>
          <summary>{failed.length === 0 ? texts.each : texts.passing}</summary>
          <List tests={passed} />
        </details>
      )}
    </>
  );
}

function List({ tests }: { tests: readonly RuleTestResult[] }) {
  if (tests.length === 0) return null;
  return (
    <ul className="rule-lines">
      {keyed(tests).map(({ key, item: { name, passed, problem } }) => (
        <li key={key}>
          <Badge tone={passed ? "near" : "alert"}>{passed ? texts.passes : texts.fails}</Badge> <Named text={name} />
          {problem === null ? null : (
            <>
              : <Named text={problem} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
