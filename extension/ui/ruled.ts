import { requiredInWords } from "@nearside/shared/rules/required-in-words.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { agoInWords } from "@nearside/shared/text/time-in-words.ts";
import { texts } from "../texts/request.ts";
import { element } from "./element.ts";
import { exact, named, type Row } from "./parts.ts";

// The effects of an organisation's rules on a login (protocol §4.5), as the decision states them.

type Decided = Decision["claims"];

/** The scope: what was requested, or the part that rules left, and then what they left out. */
export function scopeRows({ scope }: Decided, facts: Facts): readonly (Row | undefined)[] {
  const granted = scope ?? facts.scope;
  const left = granted.split(" ");
  const out = facts.scope.split(" ").filter((word) => !left.includes(word));
  return [
    [texts.rows.scopes, granted === "" ? texts.rows.noScope : exact(granted)],
    out.length === 0 || facts.scope === "" ? undefined : [texts.rows.leftOut, byRule(exact(out.join(" ")))],
  ];
}

const byRule = (what: HTMLElement): HTMLElement =>
  element(
    "span",
    {},
    ...texts.rows.byRule<Node>({ scopes: what, by: element("span", { class: "soft" }, texts.rows.ruleDidIt) }),
  );

/** The demands of rules, the person's answers to them, and the names of the rules. */
export const ruleRows = ({ require = {}, justification, ticket, rules }: Decided): readonly (Row | undefined)[] => [
  ...requiredInWords(require).map((line): Row => [texts.rows.required, line]),
  justification === null ? undefined : [texts.rows.reason, named(justification)],
  ticket === undefined ? undefined : [texts.rows.ticket, exact(ticket)],
  rules.decided_by === undefined ? undefined : [texts.rows.rules, exact(rules.decided_by.join(" "))],
];

/**
 * The sentence that says what the person can do about it.
 *
 * @param now the server's clock, epoch seconds
 */
export const whatToDo = ({ rests_on }: Decided, now: number): string =>
  rests_on === undefined
    ? texts.whatToDo.decide
    : texts.whatToDo.resting({ time: timeOfDay(rests_on.approved_at), ago: agoInWords(now - rests_on.approved_at) });

/** The time on this computer's clock: "10:02". */
const timeOfDay = (seconds: number): string =>
  new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(seconds * 1000);
