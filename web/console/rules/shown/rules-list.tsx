import type { RuleShown } from "@nearside/shared/api/console/rules.ts";
import { type ReactNode, useId, useState } from "react";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { Button } from "../../../ui/button.tsx";
import { RuleShownAsCard } from "./rule-shown.tsx";

const texts = ruleTexts.list;

/** Cards that are shown at a time: a set may have a thousand rules. */
const AT_A_TIME = 30;

/** Lists the rules of a set in their order, as cards. A search finds a rule by any of its words. */
export function RulesList({
  rules,
  actionsOf,
}: {
  rules: readonly RuleShown[];
  /** Gives the buttons for one rule. */
  actionsOf?: (rule: RuleShown) => ReactNode;
}) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [most, setMost] = useState(AT_A_TIME);
  const word = typed.trim().toLowerCase();
  const found = rules.filter(({ text }) => text.toLowerCase().includes(word));
  const shown = found.slice(0, most);
  return (
    <div className="rule-list">
      {rules.length <= 5 ? null : (
        <search className="filters">
          <div className="filter filter-search">
            <label htmlFor={id}>{texts.find}</label>
            <input
              id={id}
              type="search"
              value={typed}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
        </search>
      )}
      <p role="status">{word === "" ? "" : texts.found({ found: found.length, all: rules.length })}</p>
      {shown.map((rule) => (
        <RuleShownAsCard key={rule.id} rule={rule}>
          {actionsOf?.(rule)}
        </RuleShownAsCard>
      ))}
      {found.length <= most ? null : (
        <div>
          <Button kind="plain" small onPress={() => setMost(most + AT_A_TIME)}>
            {texts.more(found.length)}
          </Button>
        </div>
      )}
    </div>
  );
}
