import * as v from "valibot";

/**
 * A scope as it is written. RFC 6749 §3.3 knows no empty scope, so the member is then left out, and is read as "". An
 * older "" is accepted too, since evidence holds tokens that have it.
 */
export const writtenScopeSchema = v.optional(v.pipe(v.string(), v.maxLength(1024)), "");
export interface WrittenScope {
  readonly scope?: string;
}
export const writtenScope = (scope: string): WrittenScope => (scope === "" ? {} : { scope });
