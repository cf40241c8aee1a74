import * as v from "valibot";
import { fieldTexts } from "../../texts/fields.ts";

// Names of people and groups, and the addresses for a person's notices. All of them may be hostile (threat B7).

/**
 * A person's answer to "whom is this machine for", such as `alice` or `alice@example.com`. Lower case, so that two
 * people never differ by case alone; ASCII, so that no two names look alike.
 */
export const userNameSchema = v.pipe(
  v.string(fieldTexts.text),
  v.regex(/^[a-z0-9][a-z0-9._@+-]{0,127}$/, fieldTexts.userName),
);

/** More marks on one letter only serve to paint over neighbouring lines. */
const MANY_MARKS = /\p{M}{4}/u;

/** Scripts with letters that look like those of another: no language has a word with letters of two of them. */
const SCRIPTS = ["Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Lisu"];
const LETTERS_OF = SCRIPTS.map((name) => new RegExp(`\\p{Script=${name}}`, "u"));

/** True where one word mixes scripts as no language does (UTS #39 §5.1). */
const mixesScripts = (text: string): boolean =>
  text.split(/[^\p{L}\p{M}]+/u).some((word) => LETTERS_OF.filter((letters) => letters.test(word)).length > 1);

/**
 * A name that people see: one line that looks like what it is. It is stored as NFC, without space at its ends. Each
 * thing that it must not hold has a sentence of its own.
 */
const shownNameSchema = (most: number) =>
  v.pipe(
    v.string(fieldTexts.text),
    v.check((text) => text.isWellFormed(), fieldTexts.wholeCharacters),
    v.check((text) => !/\p{Bidi_Control}/u.test(text), fieldTexts.direction),
    v.check((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), fieldTexts.lineBreaks),
    v.check((text) => !/[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text), fieldTexts.invisible),
    v.check((text) => !/(?! )\p{Z}/u.test(text), fieldTexts.spaces),
    v.check((text) => !MANY_MARKS.test(text), fieldTexts.accents),
    v.trim(),
    v.normalize("NFC"),
    v.minLength(1, fieldTexts.empty),
    v.maxLength(most, fieldTexts.characters({ most })),
    v.check((text) => /[\p{L}\p{N}]/u.test(text), fieldTexts.letterOrDigit),
    v.check((text) => !mixesScripts(text), fieldTexts.mixedScripts),
  );

/** The name that people see beside the user name. */
export const displayNameSchema = shownNameSchema(128);

/** The longest address that SMTP carries everywhere (RFC 5321 §4.5.3.1.3). */
const MAX_ADDRESS = 254;

/** RFC 5321 §4.5.3.1.1 */
const MAX_LOCAL = 64;
/** RFC 5322 §3.2.3, without the characters that once routed mail (`!`, `%`) and the backtick. */
const ATOM = "[\\w#$&'*+/=?^{|}~-]+";
/** RFC 1035 §2.3.4. It covers `xn--…` too, the form of domains in other letters (RFC 5890). */
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const ADDRESS = new RegExp(`^(?=.{1,${MAX_LOCAL}}@)${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+(?!\\d+$)${LABEL}$`);

/**
 * The address for a person's notices: ASCII, one address and nothing else, so that it can add no line to the head of a
 * message.
 */
export const emailAddressSchema = v.pipe(
  v.string(fieldTexts.text),
  v.trim(),
  v.maxLength(MAX_ADDRESS, fieldTexts.characters({ most: MAX_ADDRESS })),
  v.regex(/^[\x21-\x7e]+$/, fieldTexts.plainAddress),
  v.regex(ADDRESS, fieldTexts.address),
);

/** A semicolon is not allowed, since it separates groups in a file of people. */
export const groupNameSchema = v.pipe(
  shownNameSchema(64),
  v.check((name) => !name.includes(";"), fieldTexts.semicolon),
);

const MAX_DESCRIPTION = 256;
/** The purpose of a group; it may be empty. */
export const groupDescriptionSchema = v.pipe(
  v.string(fieldTexts.text),
  v.check((text) => text.isWellFormed() && !/[\p{C}\u2028\u2029]/u.test(text), fieldTexts.invisibleOrControl),
  v.trim(),
  v.normalize("NFC"),
  v.maxLength(MAX_DESCRIPTION, fieldTexts.characters({ most: MAX_DESCRIPTION })),
);

const MAX_NOTE = 256;
/** An administrator's note on a change, for the log of events. */
export const noteSchema = v.pipe(
  v.string(fieldTexts.text),
  v.check((text) => text.isWellFormed() && !/[\p{C}\u2028\u2029]/u.test(text), fieldTexts.invisibleOrControl),
  v.trim(),
  v.maxLength(MAX_NOTE, fieldTexts.characters({ most: MAX_NOTE })),
);
