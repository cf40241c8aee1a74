import * as v from "valibot";

/** `@id` of a rule: what log, page and person call it. Unique within a set. */
export const ruleIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/));
