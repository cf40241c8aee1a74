import type { Lint } from "@nearside/shared/api/console/rules.ts";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { withCode } from "../../../texts/with-code.tsx";
import { makeVisible } from "../../../ui/make-visible.ts";
import { Badge } from "../../ui/badge.tsx";

/** Lists the warnings about a set of rules. */
export function LintList({ lint }: { lint: readonly Lint[] }) {
  if (lint.length === 0) return <p>{ruleTexts.lint.none}</p>;
  return (
    <ul className="rule-lines">
      {lint.map(({ key, line, message }) => (
        <li key={key}>
          <Badge tone="wait">{ruleTexts.lint.warning}</Badge> {line === null ? "" : `${ruleTexts.lint.line(line)} `}
          <bdi>{withCode(makeVisible(message))}</bdi>
        </li>
      ))}
    </ul>
  );
}
