import * as v from "valibot";
import { fieldTexts } from "../texts/fields.ts";
import { demandsSchema } from "./demands.ts";
import { givenSchema } from "./given.ts";
import { outcomeSchema } from "./verdict.ts";

// Tests beside rules: an input, and the outcome that it must have. They pass before a set is published.

/**
 * `given` has what differs from an ordinary login (see docs/reference/rules.md). `expect` has what must be so; what it leaves out
 * is not compared.
 */
const ruleTestSchema = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
  given: v.partial(
    v.strictObject({
      ...givenSchema.entries,
      person: v.partial(givenSchema.entries.person),
      client: v.partial(givenSchema.entries.client),
      machine: v.partial(givenSchema.entries.machine),
      passkey: v.partial(givenSchema.entries.passkey),
      proof: v.partial(givenSchema.entries.proof),
      network: v.partial(givenSchema.entries.network),
      session: v.partial(givenSchema.entries.session),
      time: v.partial(givenSchema.entries.time),
      history: v.partial(givenSchema.entries.history),
    }),
  ),
  expect: v.strictObject({
    outcome: outcomeSchema.entries.outcome,
    /** Ids of rules that must be among those that decided. */
    rules: v.optional(v.array(v.string())),
    /** The reason of a denial, because a denial for another reason is a different outcome. */
    because: v.optional(outcomeSchema.entries.because),
    /** Ids of rules in report-only that must apply. */
    reports: v.optional(v.array(v.string())),
    /** Parts of the demands, each of which must be equal: `{ "attested": true }`. */
    demands: v.optional(v.partial(demandsSchema)),
  }),
});
export type RuleTest = v.InferOutput<typeof ruleTestSchema>;

const MOST_TESTS = 500;
export const ruleTestsSchema = v.pipe(
  v.array(ruleTestSchema),
  v.maxLength(MOST_TESTS, fieldTexts.atMost({ most: MOST_TESTS })),
);

export const ruleTestResultSchema = v.strictObject({
  name: v.string(),
  passed: v.boolean(),
  /** The difference, in words; null if the test passed. */
  problem: v.nullable(v.string()),
});
export type RuleTestResult = v.InferOutput<typeof ruleTestResultSchema>;
