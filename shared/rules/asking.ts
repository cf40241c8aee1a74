import * as v from "valibot";
import { ruleIdSchema } from "../ids.ts";

// What the approval page reads of rules. By itself, since that page loads it before it can do anything.

/** A person's word for a piece of work, such as `OPS-1234`: what stands before the hyphen. */
export const ticketPrefixSchema = v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9]{0,15}$/));

/** What a rule does where it applies. A `demand` is a forbid that names what would be enough: it asks, and lets nobody in by itself. */
export const ruleKindSchema = v.picklist(["permit", "forbid", "demand"]);
export type RuleKind = v.InferOutput<typeof ruleKindSchema>;

/** A rule that had a part in a verdict. */
export const decidingRuleSchema = v.strictObject({
  id: ruleIdSchema,
  kind: ruleKindSchema,
  /** What a person calls it; null where its author gave it no title. */
  title: v.nullable(v.string()),
  /** Its sentence for the person. */
  says: v.nullable(v.string()),
});
export type DecidingRule = Readonly<v.InferOutput<typeof decidingRuleSchema>>;
