import * as v from "valibot";
import { shownNameSchema } from "./shown-name.ts";

/**
 * What a person types for "whom is this machine for", such as `alice` or `alice@example.com`. Lower case, so that two
 * people never differ by case alone; ASCII, so that no two names look alike.
 */
export const userNameSchema = v.pipe(
  v.string("must be text"),
  v.regex(
    /^[a-z0-9][a-z0-9._@+-]{0,127}$/,
    "must be at most 128 lower-case letters, digits and . _ @ + -, beginning with a letter or digit",
  ),
);

/** Shown to people beside the name. */
export const displayNameSchema = shownNameSchema(128);
