import * as v from "valibot";
import { secondsSchema } from "../claims.ts";
import { decidingRuleSchema } from "../rules/asking.ts";

/** A person reads one or two; the rest is in the log. */
export const MOST_RULES_TOLD = 16;

/** Which machine enrols with a ticket, as it calls itself, hostile until made visible; and since when. */
export const begunSchema = v.strictObject({
  hostname: v.pipe(v.string(), v.maxLength(255)),
  seconds_ago: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** Every refusal of /api and /oauth: a closed code and the sentence a person reads (RFC 6749 §5.2's two fields). */
export const apiErrorSchema = v.looseObject({
  error: v.pipe(v.string(), v.maxLength(64)),
  error_description: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  /** Beside an OAuth code that says less: which refusal of `chain/refusal.ts` it was. */
  refusal: v.optional(v.pipe(v.string(), v.maxLength(64))),
  /** Beside `clock_skew`: the server's NumericDate, for the client's one correction (protocol §2). */
  server_time: v.optional(secondsSchema),
  /** Beside `ticket_begun`. What is no such thing takes nothing from the rest. */
  begun: v.optional(v.fallback(v.optional(begunSchema), undefined)),
  /** Beside `rule_denied` and `rule_unmet`: the rules that say so (docs/rules.md). What is no list of rules takes nothing from the rest. */
  rules: v.optional(v.fallback(v.pipe(v.array(decidingRuleSchema), v.maxLength(MOST_RULES_TOLD)), [])),
});
export type ApiError = v.InferOutput<typeof apiErrorSchema>;
