import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Demands } from "@nearside/shared/rules/demands.ts";
import { askingRules } from "../rules/points/judge-passkeys.ts";
import { hasPrefix } from "../rules/points/ticket-prefix.ts";
import type { CompiledRules } from "../rules/reading/rule.ts";
import type { Asking } from "./rule-login.ts";

/** The next thing that rules want the person to type, one at a time; undefined where all of it is there. */
export function wantedOf(
  set: CompiledRules,
  rules: readonly DecidingRule[],
  { justification, ticket: prefixes }: Demands,
  typed: Pick<Asking, "justification" | "ticket">,
): Wanted | undefined {
  const asking = (asks: (demands: Demands) => boolean) => [...askingRules(set, rules, asks)];
  if (justification && typed.justification === undefined)
    return { what: "justification", rules: asking((demands) => demands.justification) };
  if (prefixes === null || hasPrefix(typed.ticket, prefixes)) return undefined;
  const mismatch = typed.ticket !== undefined;
  return { what: "ticket", prefixes, mismatch, rules: asking(({ ticket }) => ticket !== null) };
}
