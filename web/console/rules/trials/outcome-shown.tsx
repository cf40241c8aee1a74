import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { asksForSomething } from "@nearside/shared/rules/demands.ts";
import type { Outcome } from "@nearside/shared/rules/verdict.ts";
import { Exact, Named } from "../../../ui/quoted.tsx";
import { type BadgeWords, StateBadge } from "../../ui/badge.tsx";
import { demandWords, KIND_WORDS } from "../shown/rule-words.ts";

const BECAUSE: Readonly<Record<NonNullable<Outcome["because"]>, string>> = {
  forbidden: "A rule says no.",
  not_permitted: "No rule says yes.",
  error: "A rule could not be evaluated, and whatever fails is a no.",
  impossible: "What the rules ask for excludes itself, so nobody can meet it.",
};

function wordsOf({ outcome, demands }: Outcome): BadgeWords {
  if (outcome === "deny") return { title: "Refused", tone: "alert" };
  return asksForSomething(demands)
    ? { title: "Let in, and more is asked", tone: "wait" }
    : { title: "Let in", tone: "near" };
}

/** Shows what a set decides about one login: the outcome, what is demanded, and each rule that decided. */
export function OutcomeShown({ title, outcome }: { title: string; outcome: Outcome }) {
  const words = wordsOf(outcome);
  const demanded = demandWords(outcome.demands);
  return (
    <div className="outcome">
      <p>
        {title}: <StateBadge words={words} />
      </p>
      {outcome.because === null ? null : <p>{BECAUSE[outcome.because]}</p>}
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
