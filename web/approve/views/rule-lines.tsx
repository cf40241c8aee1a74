import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { Exact, Named } from "../../ui/quoted.tsx";

/** Lists each rule by the title that its author gave it, with the sentence that they wrote for the person. */
export function RuleLines({ rules }: { rules: readonly DecidingRule[] }) {
  return (
    <ul className="rules">
      {rules.map(({ id, title, says }) => (
        <li key={id}>
          {title === null ? <Exact text={id} /> : <Named text={title} />}
          {says === null ? null : (
            <small>
              <Named text={says} />
            </small>
          )}
        </li>
      ))}
    </ul>
  );
}
