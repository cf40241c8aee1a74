import type { RuleKind } from "@nearside/shared/rules/asking.ts";
import type { Card, CardCondition } from "@nearside/shared/rules/card.ts";
import type { Demands } from "@nearside/shared/rules/demands.ts";
import { namedOf } from "@nearside/shared/rules/second-approver.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { ruleWordTexts as texts } from "../../../texts/console/rule-words.tsx";
import type { BadgeWords } from "../../ui/badge.tsx";

// These functions put a rule into words: who, what, when. The names in it are others' words, so show them through
// `Named`.

export const KIND_WORDS: Readonly<Record<RuleKind, BadgeWords>> = texts.kinds;

export function whoWords({ who }: Card): string {
  switch (who.kind) {
    case "anybody":
      return texts.anybody;
    case "person":
      return who.name;
    case "group":
      return texts.group(who.name);
  }
}

export const whatWords = ({ actions, client }: Card): string => texts.what({ about: actions, client });

/** Puts a condition into words: "Hours since the machine was enrolled: less than 24". */
export const conditionWords = (condition: CardCondition): string =>
  texts.condition({ attribute: texts.attribute(condition.attribute), value: valueWords(condition) });

function valueWords(condition: CardCondition): string {
  const { conditionValue } = texts;
  const named = (value: string) => texts.value(condition.attribute, value);
  switch (condition.op) {
    case "is":
      if (typeof condition.value === "boolean") return condition.value ? conditionValue.yes : conditionValue.no;
      return named(condition.value);
    case "is_not":
      return conditionValue.isNot(named(condition.value));
    case "less_than":
      return conditionValue.lessThan(condition.value);
    case "at_least":
      return conditionValue.atLeast(condition.value);
    case "between":
      return conditionValue.between(condition.from, condition.to);
    case "outside":
      return conditionValue.outside(condition.from, condition.to);
    case "one_of":
    case "in_network":
      return conditionValue.oneOf(condition.values.map(named));
    case "none_of":
    case "not_in_network":
      return conditionValue.noneOf(condition.values.map(named));
    case "has_any":
      return conditionValue.any(condition.values);
    case "has_all":
      return conditionValue.all(condition.values);
    case "has_only":
      return conditionValue.only(condition.values);
    case "has_none":
      return conditionValue.none(condition.values);
  }
}

/** Gives a sentence for each demand. Plain text, except that scopes are their author's words. */
export function demandWords(demands: Demands): readonly string[] {
  const { fresh_touch, ticket, access_token, refresh_token, scopes, stand } = demands;
  const words = texts.demands;
  return [
    fresh_touch === null ? "" : words.freshTouch(spanInWords(fresh_touch)),
    demands.device_bound ? words.deviceBound : "",
    demands.attested ? words.attested : "",
    demands.security_key ? words.securityKey : "",
    demands.justification ? words.justification : "",
    ticket === null ? "" : ticket.length === 0 ? words.noTicket : words.ticket(ticket),
    ...secondWords(demands.second),
    demands.alarm ? words.alarm : "",
    access_token === null ? "" : words.accessToken(spanInWords(access_token)),
    refresh_token === null ? "" : words.refreshToken(spanInWords(refresh_token)),
    scopes === null ? "" : scopes.length === 0 ? words.noScope : words.scopes(scopes),
    stand === null ? "" : words.standing(spanInWords(stand)),
  ].filter((sentence) => sentence !== "");
}

function secondWords(second: Demands["second"]): string[] {
  if (second === null) return [];
  const { approvers, within, newcomers } = second;
  const words = texts.demands;
  return [
    ...approvers.map(({ among, quorum }) => words.second({ count: quorum, among: among.map(namedWords) })),
    words.within(spanInWords(within)),
    newcomers === 0 ? words.newcomersAllowed : words.noNewcomers(spanInWords(newcomers)),
  ];
}

/** Somebody whom a rule names: `user:bob`, `group:leads`. */
function namedWords(named: string): string {
  const { kind, name } = namedOf(named);
  return kind === "user" ? name : texts.demands.somebodyIn(name);
}
