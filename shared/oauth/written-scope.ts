import * as v from "valibot";

/**
 * A scope as it is written (RFC 6749 §3.3), which knows no empty one: where there is none, nothing is said, and "" is read. What
 * was written as "" before counts as well: tokens of then stand in evidence.
 */
export const writtenScopeSchema = v.optional(v.pipe(v.string(), v.maxLength(1024)), "");
export interface WrittenScope {
  readonly scope?: string;
}
export const writtenScope = (scope: string): WrittenScope => (scope === "" ? {} : { scope });
