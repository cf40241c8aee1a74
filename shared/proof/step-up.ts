import * as v from "valibot";
import { SHORTEST_MAX_AGE_SECONDS } from "../lifetimes.ts";
import { acrSatisfies } from "./proof-tier.ts";

// Step-up (RFC 9470): demands of an API on the approval that a token rests on.

/** The most classes in one demand, since a person must read them. */
const MOST_CLASSES = 8;

/**
 * `acr_values` as a list, the preferred one first, in the characters that a quoted challenge may have (RFC 6750 §3).
 */
const acrValuesSchema = v.pipe(
  v.array(v.pipe(v.string(), v.maxLength(255), v.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))),
  v.minLength(1),
  v.maxLength(MOST_CLASSES),
  v.check((values) => new Set(values).size === values.length),
);

/** Whole seconds; at most three years. */
const maxAgeSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(99_999_999));

/** Members of the facts (protocol §4.1); each is left out if nothing is demanded. */
export const stepUpEntries = { acr_values: v.optional(acrValuesSchema), max_age: v.optional(maxAgeSchema) };

export interface StepUp {
  readonly acr_values?: string[] | undefined;
  readonly max_age?: number | undefined;
}

/** True if class `acr` is enough for one of the demanded classes. */
export const reaches = (acr: string, { acr_values }: StepUp): boolean =>
  acr_values === undefined || acr_values.some((wanted) => acrSatisfies(acr, wanted));

/** An approval is recent enough for a demand for so many seconds. */
export const freshSeconds = (maxAge: number | undefined): number =>
  maxAge === undefined ? Number.POSITIVE_INFINITY : Math.max(maxAge, SHORTEST_MAX_AGE_SECONDS);

/** True if the approval is recent enough for a token that is made at `at`. Both times are epoch seconds. */
export const isFresh = (approvedAt: number, at: number, { max_age }: StepUp): boolean =>
  at - approvedAt <= freshSeconds(max_age);
