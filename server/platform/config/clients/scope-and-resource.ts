import * as v from "valibot";

/** RFC 6749 §3.3 scope-token. */
export const scopeSchema = v.pipe(
  v.string("must be text"),
  v.regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, "must be a scope: printable characters without spaces and quotes"),
);

/** RFC 9396 §2: each API defines its own types. */
export const detailTypeSchema = v.pipe(
  v.string("must be text"),
  v.regex(/^\P{C}{1,255}$/u, "must be a type of details: at most 255 characters that can be seen"),
);

/** RFC 8707 §2: absolute, without a fragment. */
export const resourceSchema = v.pipe(
  v.string("must be text"),
  v.maxLength(1024, "must be shorter"),
  v.check((value) => URL.canParse(value) && !value.includes("#"), "must be an absolute URL without a fragment"),
);
