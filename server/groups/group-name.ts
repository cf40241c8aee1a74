import * as v from "valibot";
import { shownNameSchema } from "../directory/shown-name.ts";

/** Without semicolon, which stands between groups in a file of people. */
export const groupNameSchema = v.pipe(
  shownNameSchema(64),
  v.check((name) => !name.includes(";"), "must not hold a semicolon"),
);

const MAX_DESCRIPTION = 256;
/** What the group is for; may be empty. */
export const groupDescriptionSchema = v.pipe(
  v.string("must be text"),
  v.trim(),
  v.normalize("NFC"),
  v.maxLength(MAX_DESCRIPTION, `must have at most ${MAX_DESCRIPTION} characters`),
  v.check(
    (text) => text.isWellFormed() && !/[\p{C}\u2028\u2029]/u.test(text),
    "must not hold control characters or characters that cannot be seen",
  ),
);
