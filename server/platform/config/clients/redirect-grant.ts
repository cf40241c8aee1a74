import * as v from "valibot";

const executable = v.pipe(
  v.string("must be text"),
  v.regex(/^(?:\/\P{C}{1,1023}|[^/\p{C}]{1,255})$/u, "must be the path of a program, or its file name"),
);

/** How a program logs in that only knows a redirect (protocol §6). */
export const redirectGrantSchema = v.strictObject(
  {
    executables: v.optional(
      v.pipe(v.array(executable, "must be a list"), v.maxLength(16, "must not have more than 16 entries")),
      [],
    ),
  },
  "must be an object with the list executables",
);
