import { requiredInWords } from "@nearside/shared/rules/required-in-words.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";
import { agoInWords } from "@nearside/shared/text/time-in-words.ts";
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
    ["May", granted === "" ? "nothing beyond signing in" : exact(granted)],
    out.length === 0 || facts.scope === "" ? undefined : ["Left out", byRule(exact(out.join(" ")))],
  ];
}

const byRule = (what: HTMLElement): HTMLElement =>
  element("span", {}, what, element("span", { class: "soft" }, " (by a rule)"));

/** The demands of rules, the person's answers to them, and the names of the rules. */
export const ruleRows = ({ require = {}, justification, ticket, rules }: Decided): readonly (Row | undefined)[] => [
  ...requiredInWords(require).map((line): Row => ["A rule wants", line]),
  justification === null ? undefined : ["Because", named(justification)],
  ticket === undefined ? undefined : ["Ticket", exact(ticket)],
  rules.decided_by === undefined ? undefined : ["By rules", exact(rules.decided_by.join(" "))],
];

/**
 * The sentence that says what the person can do about it.
 *
 * @param now the server's clock, epoch seconds
 */
export const whatToDo = ({ rests_on }: Decided, now: number): string =>
  rests_on === undefined
    ? "Approve or deny on the page. If the page shows anything else than this, deny, and tell your administrator."
    : `No touch is needed: this rests on your approval of ${timeOfDay(rests_on.approved_at)}, ${agoInWords(now - rests_on.approved_at)}, in the same terminal. If you did not start it, deny it on the page, and tell your administrator.`;

/** The time on this computer's clock: "10:02". */
const timeOfDay = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
