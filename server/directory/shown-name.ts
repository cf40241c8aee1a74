import * as v from "valibot";
import { mixedScripts } from "./lookalike.ts";

/** Marks on one letter beyond this many only serve to paint over neighbouring lines. */
const MANY_MARKS = /\p{M}{4}/u;

/**
 * A name that people read, of a person or a group: one line that looks like what it is (threat B7). It is kept as NFC, without
 * space at its ends. Each thing it must not hold is told by its own sentence.
 */
export const shownNameSchema = (most: number) =>
  v.pipe(
    v.string("must be text"),
    v.check((text) => text.isWellFormed(), "must be whole characters"),
    v.check((text) => !/[\p{Bidi_Control}]/u.test(text), "must not hold characters that turn the direction of writing"),
    v.check((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), "must not hold control characters or ends of line"),
    v.check(
      (text) => !/[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text),
      "must not hold characters that cannot be seen",
    ),
    v.check((text) => !/(?! )\p{Z}/u.test(text), "must not hold other spaces than the common one"),
    v.check((text) => !MANY_MARKS.test(text), "must not pile marks on a letter"),
    v.trim(),
    v.normalize("NFC"),
    v.minLength(1, "must not be empty"),
    v.maxLength(most, `must have at most ${most} characters`),
    v.check((text) => /[\p{L}\p{N}]/u.test(text), "must hold a letter or a digit"),
    v.check((text) => mixedScripts(text).length === 0, "must not mix letters of scripts that look alike within a word"),
  );
