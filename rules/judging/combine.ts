import { LEASE_TYPE } from "@nearside/shared/oauth/lease.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { bothOf, type Demands, NO_DEMANDS } from "@nearside/shared/rules/demands.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { MOST_LISTS } from "@nearside/shared/rules/second-approver.ts";
import type { Outcome, Verdict } from "@nearside/shared/rules/verdict.ts";
import type { RuleEngine } from "../engine.ts";
import type { CompiledRules, Rule } from "../reading/rule.ts";
import { type Judgement, judge } from "./judge.ts";

/** The verdict of that set. */
export function verdictOf(engine: RuleEngine, set: CompiledRules, given: Given): Verdict {
  return verdictFrom(engine, set, judge(engine, set, given), given);
}

/** @param judgement of the rules of that set at least; it may hold others */
export function verdictFrom(
  engine: RuleEngine,
  { version, rules }: CompiledRules,
  { applies, failed }: Judgement,
  given: Given,
): Verdict {
  const own = engine.derived(asSet, rules);
  const applying = applies.filter((rule) => own.has(rule));
  const failing = failed.flatMap(({ of }) => (of === null || own.has(of) ? [of] : []));
  const isReport = (rule: Rule | null) => rule?.mode === "report_only";
  const reports = applying.filter(isReport);
  const enforced = combine(
    applying.filter((rule) => !isReport(rule)),
    failing.filter((rule) => !isReport(rule)),
    given,
  );
  const all = reports.length === 0 && !failing.some(isReport) ? enforced : combine(applying, failing, given);
  const isSame = all === enforced || JSON.stringify(comparable(all)) === JSON.stringify(comparable(enforced));
  return { version, ...enforced, would: isSame ? null : all, reports: reports.map(shown) };
}

const asSet = (rules: readonly Rule[]): ReadonlySet<Rule> => new Set(rules);

const comparable = ({ outcome, because, demands }: Outcome) => ({ outcome, because, demands });

/**
 * Denies by default. A forbid wins, and a rule that could not be evaluated denies too: a rule that reads a missing attribute would allow
 * the logins that it was written to keep out. For an allowed login, all demands add up to the strictest.
 */
function combine(applying: readonly Rule[], failed: readonly (Rule | null)[], given: Given): Outcome {
  const deny = (because: Outcome["because"], rules: readonly DecidingRule[]): Outcome => ({
    outcome: "deny",
    because,
    rules: [...rules],
    demands: NO_DEMANDS,
  });
  if (failed.length > 0)
    return deny(
      "error",
      failed.flatMap((rule) => (rule === null ? [] : { ...shown(rule), says: null })),
    );
  const forbids = applying.filter(({ kind }) => kind === "forbid");
  if (forbids.length > 0) return deny("forbidden", forbids.map(shown));
  if (!applying.some((rule) => rule.kind === "permit" && permits(rule, given))) return deny("not_permitted", []);
  const added = applying.map((rule) => rule.demands).reduce(bothOf, NO_DEMANDS);
  // details are one act, such as a payment: the same details again are another act, with a touch of its own
  const demands = given.detail_types.length === 0 ? added : { ...added, stand: null };
  const rules = applying.map(shown);
  return isImpossible(demands, given)
    ? deny(
        "impossible",
        applying
          .filter(({ demands: { ticket, scopes, second } }) => ticket !== null || scopes !== null || second !== null)
          .map(shown),
      )
    : { outcome: "allow", because: null, rules, demands };
}

/** A host that nobody knows is allowed only by a permit that names such hosts (protocol §10.2): any other one was not written for it. */
const permits = ({ namesUnknown }: Rule, { place }: Given): boolean => place?.known !== "unknown" || namesUnknown;

/**
 * True if rules ask for different tickets, name more lists of second people than one decision has, or leave nothing of the requested
 * scopes. Details (RFC 9396) are requested beside the scope and can't be left out, so a login that is limited to some scopes may have none. A
 * lease is a detail of nothing but scopes and tools of APIs: it may have those scopes, and no other one, since a lease is approved as it was
 * asked for. A token from the lease may have fewer.
 */
export function isImpossible({ ticket, scopes, second }: Demands, given: Given): boolean {
  if (ticket?.length === 0) return true;
  if (second !== null && second.approvers.length > MOST_LISTS) return true;
  if (scopes === null) return false;
  const isLease = given.agent !== undefined;
  if (given.detail_types.some((type) => !isLease || type !== LEASE_TYPE)) return true;
  if (isLease && given.action !== "exchange") return !given.scopes.every((scope) => scopes.includes(scope));
  return given.scopes.length > 0 && !given.scopes.some((scope) => scopes.includes(scope));
}

const shown = ({ id, kind, title, says }: Rule): DecidingRule => ({ id, kind, title, says });
