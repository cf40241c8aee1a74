import type { RuleShown } from "@nearside/shared/api/console/rules.ts";
import type { Card, CardCondition } from "@nearside/shared/rules/card.ts";
import type { ReactNode } from "react";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { keyed } from "../../../ui/keyed.ts";
import { Exact, Named } from "../../../ui/quoted.tsx";
import { Badge, StateBadge } from "../../ui/badge.tsx";
import { Detail, Details } from "../../ui/details.tsx";
import { RuleText } from "./rule-text.tsx";
import { conditionWords, demandWords, KIND_WORDS, whatWords, whoWords } from "./rule-words.ts";

const texts = ruleTexts.card;

/**
 * Shows one rule as a card: who, what, when, then. A rule that a card can't express is shown as text, and any rule's
 * text opens on request.
 */
export function RuleShownAsCard({ rule, children }: { rule: RuleShown; children?: ReactNode }) {
  const { id, title, kind, report_only, says, card } = rule;
  return (
    <article className="rule-card" aria-label={texts.label(id)}>
      <header>
        <h3>
          <Named text={title ?? id} />
        </h3>
        <StateBadge words={KIND_WORDS[kind]} />
        {report_only ? <Badge tone="plain">{texts.reportOnly}</Badge> : null}
      </header>
      <Details>
        {card === null ? null : <CardDetails card={card} />}
        <Detail name={texts.outcome}>
          <Then rule={rule} />
        </Detail>
        {says === null ? null : (
          <Detail name={texts.message}>
            <Named text={says} />
          </Detail>
        )}
        <Detail name={texts.id}>{texts.idAndLine({ id: <Exact text={id} />, line: rule.line })}</Detail>
      </Details>
      {children}
      {card === null ? (
        <RuleText text={rule.text} />
      ) : (
        <details>
          <summary>{texts.asText}</summary>
          <RuleText text={rule.text} />
        </details>
      )}
    </article>
  );
}

function CardDetails({ card }: { card: Card }) {
  return (
    <>
      <Detail name={texts.who}>
        <Named text={whoWords(card)} />
      </Detail>
      <Detail name={texts.what}>
        <Named text={whatWords(card)} />
      </Detail>
      {card.when.length === 0 ? null : (
        <Detail name={texts.when}>
          <Conditions conditions={card.when} />
        </Detail>
      )}
      {card.unless.length === 0 ? null : (
        <Detail name={texts.unless}>
          <Conditions conditions={card.unless} />
        </Detail>
      )}
      {card.unless_all.length === 0 ? null : (
        <Detail name={texts.unlessAll}>
          <Conditions conditions={card.unless_all} />
        </Detail>
      )}
    </>
  );
}

function Conditions({ conditions }: { conditions: readonly CardCondition[] }) {
  return (
    <ul className="rule-lines">
      {keyed(conditions).map(({ key, item }) => (
        <li key={key}>
          <Named text={conditionWords(item)} />
        </li>
      ))}
    </ul>
  );
}

function Then({ rule: { kind, demands } }: { rule: RuleShown }) {
  const demanded = demandWords(demands);
  if (kind === "forbid") return texts.refuses;
  if (demanded.length === 0) return texts.allows;
  return (
    <>
      {kind === "permit" ? texts.allowsWith : texts.requires}
      <ul className="rule-lines">
        {demanded.map((sentence) => (
          <li key={sentence}>
            <Named text={sentence} />
          </li>
        ))}
      </ul>
    </>
  );
}
