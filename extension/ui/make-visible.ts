/** Control, format, private-use and unassigned characters, lone surrogates, and every space but the ordinary one. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** The text with each character that a person could not see written as its number, `\u{202e}` (threat B7). */
export const makeVisible = (text: string): string =>
  text.replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
