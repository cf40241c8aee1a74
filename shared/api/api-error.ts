import * as v from "valibot";
import { secondsSchema } from "../claims.ts";
import { decidingRuleSchema } from "../rules/asking.ts";

/** A person reads one or two of them; the log has the rest. */
export const MOST_RULES_IN_ERROR = 16;

/**
 * The machine that enrols with a ticket, under the name that it gives itself (hostile until made visible), and the time
 * since it began.
 */
export const begunSchema = v.strictObject({
  hostname: v.pipe(v.string(), v.maxLength(255)),
  seconds_ago: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/**
 * Every refusal of /api and /oauth: a closed code and the sentence that a person reads (RFC 6749 §5.2's two fields).
 */
export const apiErrorSchema = v.looseObject({
  error: v.pipe(v.string(), v.maxLength(64)),
  error_description: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  /** The code of `chain/refusal.ts`, beside an OAuth code that says less. */
  refusal: v.optional(v.pipe(v.string(), v.maxLength(64))),
  /** Beside `clock_skew`: the server's NumericDate, for the client's one correction (protocol §2). */
  server_time: v.optional(secondsSchema),
  /** Comes with `ticket_begun`: {@link begunSchema}. Few answers have it, so its reader reads it, as with the other members of any form. */
  begun: v.optional(v.unknown()),
  /**
   * The rules that decided (docs/reference/rules.md), with `rule_denied` and `rule_unmet`. A value that is no list of rules is
   * ignored, and the rest of the answer stays.
   */
  rules: v.optional(v.fallback(v.pipe(v.array(decidingRuleSchema), v.maxLength(MOST_RULES_IN_ERROR)), [])),
  /** With `co_approver_missing`: the people who do not count yet, and from when they do (`second-wait.ts`). */
  newcomers: v.optional(v.unknown()),
  /** With `denied`: the person's reason (protocol §4.5), hostile until made visible. Another value is ignored. */
  reason: v.optional(v.fallback(v.optional(v.pipe(v.string(), v.maxLength(1024))), undefined)),
  /** With `rule_denied`: what the machine says of itself, as far as rules look at it (`posture/ruled-posture.ts`). */
  posture: v.optional(v.unknown()),
});
export type ApiError = v.InferOutput<typeof apiErrorSchema>;
