import type { Lint } from "@nearside/shared/api/console/rules.ts";
import { Named } from "../../../ui/quoted.tsx";
import { Badge } from "../../ui/badge.tsx";

/** Lists what was found to be odd in a set. */
export function LintList({ lint }: { lint: readonly Lint[] }) {
  if (lint.length === 0) return <p>Nothing odd was found.</p>;
  return (
    <ul className="rule-lines">
      {lint.map(({ key, line, message }) => (
        <li key={key}>
          <Badge tone="wait">Warns</Badge> {line === null ? "" : `Line ${line}: `}
          <Named text={message} />
        </li>
      ))}
    </ul>
  );
}
