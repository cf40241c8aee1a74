import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Demands } from "@nearside/shared/rules/demands.ts";
import { askingRules } from "../../rules/judge-passkeys.ts";
import { hasPrefix } from "../../rules/verdicts.ts";
import type { Asking } from "./given-of-login.ts";

type Typed = Pick<Asking, "justification" | "ticket">;

/**
 * Refuses a text that the person typed although no rule wants it: a decision would show it as if a rule had asked for it
 * (protocol §4.5).
 *
 * @param demandsWith gives the demands of the rules where only this was typed; undefined if they deny the login
 * @throws Refused `typed_unasked`
 */
export async function refuseUnwantedText(
  demands: Demands,
  typed: Typed,
  demandsWith: (less: Typed) => Promise<Demands | undefined>,
): Promise<void> {
  for (const what of ["justification", "ticket"] as const) {
    if (typed[what] === undefined || wants(demands, what)) continue;
    // a rule may want it only until it is there
    const missing = await demandsWith({ ...typed, [what]: undefined });
    if (missing === undefined || !wants(missing, what)) refuse("typed_unasked", what);
  }
}

const wants = ({ justification, ticket }: Demands, what: keyof Typed): boolean =>
  what === "ticket" ? ticket !== null : justification;

/** The next thing that rules want the person to type, one at a time; undefined if everything is there. */
export function wantedOf(
  set: CompiledRules,
  rules: readonly DecidingRule[],
  { justification, ticket: prefixes }: Demands,
  typed: Typed,
): Wanted | undefined {
  const asking = (asks: (demands: Demands) => boolean) => [...askingRules(set, rules, asks)];
  if (justification && typed.justification === undefined)
    return { what: "justification", rules: asking((demands) => demands.justification) };
  if (prefixes === null || hasPrefix(typed.ticket, prefixes)) return undefined;
  const mismatch = typed.ticket !== undefined;
  return { what: "ticket", prefixes, mismatch, rules: asking(({ ticket }) => ticket !== null) };
}
