import type { RuleTestResult } from "@nearside/shared/rules/rule-tests.ts";
import { keyed } from "../../../ui/keyed.ts";
import { Named } from "../../../ui/quoted.tsx";
import { Badge } from "../../ui/badge.tsx";
import { countOf } from "../../ui/count-of.ts";

/** Shows how the tests beside a set went, those that fail first. */
export function TestResults({ tests }: { tests: readonly RuleTestResult[] }) {
  if (tests.length === 0) return <p>No test stands beside the rules.</p>;
  const failed = tests.filter(({ passed }) => !passed);
  const passed = tests.filter(({ passed }) => passed);
  return (
    <>
      <p>
        {failed.length === 0
          ? `${countOf(tests.length, "test passes", "tests pass")}.`
          : `${countOf(failed.length, "test fails", "tests fail")}, of ${tests.length}.`}
      </p>
      <List tests={failed} />
      {passed.length === 0 ? null : (
        <details>
          <summary>{failed.length === 0 ? "Each of them" : "Those that pass"}</summary>
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
          <Badge tone={passed ? "near" : "alert"}>{passed ? "Passes" : "Fails"}</Badge> <Named text={name} />
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
