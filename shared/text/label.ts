import * as v from "valibot";
import { labelTexts } from "../texts/label.ts";
import { neutralise } from "./neutralise.ts";

const MAX_LABEL = 64;
const MAX_NOTE = 500;
const MAX_SENTENCE = 300;

/** True if every character of the text can be seen, and none steers the place where it is shown (threat B7). */
export const visible = (value: string): boolean => value === neutralise(value);

/** The name that a person gives a passkey or a machine. UTF-16 units. */
export const labelSchema = v.pipe(
  v.string(labelTexts.text),
  v.trim(),
  v.minLength(1, labelTexts.empty),
  v.maxLength(MAX_LABEL, labelTexts.characters({ most: MAX_LABEL })),
  v.check(visible, labelTexts.invisible),
);

/** A sentence or two from one person to another, in one line. */
export const noteSchema = v.pipe(
  v.string(labelTexts.text),
  v.trim(),
  v.minLength(1, labelTexts.empty),
  v.maxLength(MAX_NOTE, labelTexts.characters({ most: MAX_NOTE })),
  v.check(visible, labelTexts.oneLine),
);

/** A person types it for somebody else to read, such as why they deny. It is signed as it was typed, so nothing is trimmed here. */
export const sentenceSchema = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MAX_SENTENCE),
  v.check((value) => visible(value) && value === value.trim()),
);

export const SHORTEST_REASON = 10;
/** The length of a reason that a rule asks the person to type. */
export const reasonLengthSchema = v.pipe(v.string(), v.minLength(SHORTEST_REASON), v.maxLength(1024));
