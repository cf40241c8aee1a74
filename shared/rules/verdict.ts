import * as v from "valibot";
import { decidingRuleSchema } from "./asking.ts";
import { demandsSchema } from "./demands.ts";

const outcomeEntries = {
  outcome: v.picklist(["allow", "deny"]),
  /** Why it is denied: a rule says no · no rule says yes · a rule could not be evaluated · what rules ask for excludes itself. */
  because: v.nullable(v.picklist(["forbidden", "not_permitted", "error", "impossible"])),
  /** Every rule that decided: of an allowed login those that permit and those that ask, of a denied one those that deny. */
  rules: v.array(decidingRuleSchema),
  demands: demandsSchema,
};

/** What one set of rules says of one login, refresh or exchange. */
export const outcomeSchema = v.strictObject(outcomeEntries);
export type Outcome = Readonly<v.InferOutput<typeof outcomeSchema>>;

export const verdictSchema = v.strictObject({
  ...outcomeEntries,
  /** Of the set: `rules/7`, or `built-in/1` before anybody published one. */
  version: v.pipe(v.string(), v.maxLength(64)),
  /** What it would be if every rule in report-only were in force; null where that is the same. */
  would: v.nullable(outcomeSchema),
  /** The rules in report-only that applied. */
  reports: v.array(decidingRuleSchema),
});
export type Verdict = Readonly<v.InferOutput<typeof verdictSchema>>;
