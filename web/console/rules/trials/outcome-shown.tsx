import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { asksForSomething } from "@nearside/shared/rules/demands.ts";
import type { Outcome } from "@nearside/shared/rules/verdict.ts";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { Exact, Named } from "../../../ui/quoted.tsx";
import { type BadgeWords, StateBadge } from "../../ui/badge.tsx";
import { demandWords, KIND_WORDS } from "../shown/rule-words.ts";

const texts = trialTexts.whatIf.verdict;

function wordsOf({ outcome, demands }: Outcome): BadgeWords {
  if (outcome === "deny") return texts.outcomes.refused;
  return asksForSomething(demands) ? texts.outcomes.stepUp : texts.outcomes.allowed;
}

/** Shows the verdict of rules about one login: the outcome, what is demanded, and each rule that decided. */
export function OutcomeShown({ title, outcome }: { title: string; outcome: Outcome }) {
  const words = wordsOf(outcome);
  const demanded = demandWords(outcome.demands);
  return (
    <div className="outcome">
      <p>{texts.titled({ title, outcome: <StateBadge words={words} /> })}</p>
      {outcome.because === null ? null : <p>{texts.because[outcome.because]}</p>}
      {demanded.length === 0 || outcome.outcome === "deny" ? null : (
        <ul className="rule-lines">
          {demanded.map((sentence) => (
            <li key={sentence}>
              <Named text={sentence} />
            </li>
          ))}
        </ul>
      )}
      <DecidingRules rules={outcome.rules} />
    </div>
  );
}

/** Lists rules by name, each with its sentence for the person. */
export function DecidingRules({ rules }: { rules: readonly DecidingRule[] }) {
  if (rules.length === 0) return null;
  return (
    <ul className="deciding-rules">
      {rules.map(({ id, kind, title, says }) => (
        <li key={id}>
          <StateBadge words={KIND_WORDS[kind]} />{" "}
          {title === null ? null : (
            <>
              <Named text={title} />{" "}
            </>
          )}
          <Exact text={id} />
          {says === null ? null : (
            <>
              : <q>{<Named text={says} />}</q>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
