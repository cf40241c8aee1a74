import * as v from "valibot";
import { decidingRuleSchema } from "./asking.ts";
import { demandsSchema } from "./demands.ts";

const outcomeEntries = {
  outcome: v.picklist(["allow", "deny"]),
  /**
   * The reason of a denial: a rule says no · no rule says yes · a rule could not be evaluated · the demands contradict
   * each other.
   */
  because: v.nullable(v.picklist(["forbidden", "not_permitted", "error", "impossible"])),
  /**
   * Every rule that decided: of an allowed login those that permit and those that demand, of a denied one those that
   * deny.
   */
  rules: v.array(decidingRuleSchema),
  demands: demandsSchema,
};

/** The outcome of one set of rules for one login, refresh or exchange. */
export const outcomeSchema = v.strictObject(outcomeEntries);
export type Outcome = Readonly<v.InferOutput<typeof outcomeSchema>>;

export const verdictSchema = v.strictObject({
  ...outcomeEntries,
  /** The version of the set: `rules/7`, or `built-in/1` before the first one was published. */
  version: v.pipe(v.string(), v.maxLength(64)),
  /** The outcome if every rule in report-only were active; null if it is the same. */
  would: v.nullable(outcomeSchema),
  /** The rules in report-only that applied. */
  reports: v.array(decidingRuleSchema),
});
export type Verdict = Readonly<v.InferOutput<typeof verdictSchema>>;
