import type { RuleShown } from "@nearside/shared/api/console/rules.ts";
import type { Card, CardCondition } from "@nearside/shared/rules/card.ts";
import type { ReactNode } from "react";
import { keyed } from "../../../ui/keyed.ts";
import { Exact, Named } from "../../../ui/quoted.tsx";
import { Badge, StateBadge } from "../../ui/badge.tsx";
import { Detail, Details } from "../../ui/details.tsx";
import { RuleText } from "./rule-text.tsx";
import { conditionWords, demandWords, KIND_WORDS, whatWords, whoWords } from "./rule-words.ts";

/**
 * Shows one rule as a card: who, what, when, then. A rule that a card can't express is shown as text, and any rule's
 * text opens on request.
 */
export function RuleShownAsCard({ rule, children }: { rule: RuleShown; children?: ReactNode }) {
  const { id, title, kind, report_only, says, card } = rule;
  return (
    <article className="rule-card" aria-label={`Rule ${id}`}>
      <header>
        <h3>
          <Named text={title ?? id} />
        </h3>
        <StateBadge words={KIND_WORDS[kind]} />
        {report_only ? <Badge tone="plain">Report-only</Badge> : null}
      </header>
      <Details>
        {card === null ? null : <CardDetails card={card} />}
        <Detail name="Then">
          <Then rule={rule} />
        </Detail>
        {says === null ? null : (
          <Detail name="The person reads">
            <Named text={says} />
          </Detail>
        )}
        <Detail name="Id">
          <Exact text={id} />, line {rule.line}
        </Detail>
      </Details>
      {children}
      {card === null ? (
        <RuleText text={rule.text} />
      ) : (
        <details>
          <summary>As text</summary>
          <RuleText text={rule.text} />
        </details>
      )}
    </article>
  );
}

function CardDetails({ card }: { card: Card }) {
  return (
    <>
      <Detail name="Who">
        <Named text={whoWords(card)} />
      </Detail>
      <Detail name="What">
        <Named text={whatWords(card)} />
      </Detail>
      {card.when.length === 0 ? null : (
        <Detail name="When">
          <Conditions conditions={card.when} />
        </Detail>
      )}
      {card.unless.length === 0 ? null : (
        <Detail name="Not when">
          <Conditions conditions={card.unless} />
        </Detail>
      )}
      {card.unless_all.length === 0 ? null : (
        <Detail name="Not when all of it holds">
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
  if (kind === "forbid") return <>it is refused</>;
  if (demanded.length === 0) return <>it is let in</>;
  return (
    <>
      {kind === "permit" ? "it is let in, with" : "it is asked for"}
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
