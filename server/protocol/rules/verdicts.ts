import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { Verdict } from "@nearside/shared/rules/verdict.ts";
import type { RuleCode } from "../../platform/http/refused-by-rules.ts";

/** The input of the rules, and their verdict. */
export interface Judged {
  readonly given: Given;
  readonly verdict: Verdict;
}

/** The refusal code of verdicts that deny. */
export const denialOf = (verdicts: readonly Verdict[]): RuleCode =>
  verdicts.every(({ because }) => because === "error") ? "rules_failed" : "rule_denied";

/** The rules of the verdicts, each once. */
export const rulesOf = (verdicts: readonly Pick<Verdict, "rules">[]): readonly DecidingRule[] => [
  ...new Map(verdicts.flatMap(({ rules }) => rules).map((rule) => [rule.id, rule])).values(),
];

/** True if the ticket's number begins with one of the prefixes. */
export const hasPrefix = (ticket: string | undefined, prefixes: readonly string[]): boolean =>
  ticket !== undefined && prefixes.includes(ticket.slice(0, ticket.indexOf("-")));
