import * as v from "valibot";
import { ruleIdSchema } from "../ids.ts";

// The part of rules that the approval page reads. It is a file of its own, since that page loads it before it can do
// anything.

/** The part before the hyphen of a work item's number, such as `OPS-1234`. */
export const ticketPrefixSchema = v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9]{0,15}$/));

/**
 * The effect of a rule that applies. A `demand` is a forbid that names what would be enough: it demands, and permits
 * no login by itself.
 */
export const ruleKindSchema = v.picklist(["permit", "forbid", "demand"]);
export type RuleKind = v.InferOutput<typeof ruleKindSchema>;

/** A rule that had a part in a verdict. */
export const decidingRuleSchema = v.strictObject({
  id: ruleIdSchema,
  kind: ruleKindSchema,
  /** The title for people; null if its author gave it none. */
  title: v.nullable(v.string()),
  /** The author's sentence for the person. */
  says: v.nullable(v.string()),
});
export type DecidingRule = Readonly<v.InferOutput<typeof decidingRuleSchema>>;
