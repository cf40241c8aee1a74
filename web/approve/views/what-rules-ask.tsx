import { requiredInWords } from "@nearside/shared/rules/required-in-words.ts";
import type { Question } from "../../data/login.ts";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Quoted } from "../../ui/quoted.tsx";
import { RuleLines } from "./rule-lines.tsx";

const texts = approveSeldomTexts.ruled;

/**
 * Shows what rules ask of this login and which scopes they take from it, which rules these are, and what the person
 * typed because of them.
 */
export function WhatRulesAsk({ question }: { question: Question }) {
  const { facts, claims, rules } = question;
  const needs = requiredInWords(claims.require ?? {});
  const leftOut = leftOutOf(facts.scope, claims.scope);
  return (
    <Facts kind="ruled" title={texts.title} note={texts.note}>
      {rules.length === 0 ? null : (
        <Fact name={texts.rules({ rules: rules.length })}>
          <RuleLines rules={rules} />
        </Fact>
      )}
      {needs.length === 0 ? null : (
        <Fact name={texts.needs}>
          {needs.map((need) => (
            <div key={need}>{need}</div>
          ))}
        </Fact>
      )}
      {leftOut.length === 0 ? null : (
        <Fact name={texts.removedScopes}>
          <ul className="exact-list">
            {keyed(leftOut).map(({ key, item }) => (
              <li key={key}>
                <Exact text={item} />
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {claims.justification === null ? null : (
        <Fact name={texts.reason}>
          <Quoted text={claims.justification} />
        </Fact>
      )}
      {claims.ticket === undefined ? null : (
        <Fact name={texts.ticket}>
          <Exact text={claims.ticket} />
        </Fact>
      )}
    </Facts>
  );
}

/** Lists the scopes that were requested and that rules do not leave. */
function leftOutOf(requested: string, granted: string | undefined): readonly string[] {
  if (granted === undefined) return [];
  const stays = granted.split(" ");
  return requested.split(" ").filter((scope) => scope !== "" && !stays.includes(scope));
}
