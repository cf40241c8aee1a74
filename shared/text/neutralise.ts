// Makes text from outside harmless to show: in a terminal, in a page, in a log (threat model B7).

/** Ends a text that was too long. It counts towards the cap. */
export const CUT_MARK = "… [cut]";

/** Combining marks beyond this many in a row only serve to paint over neighbouring lines. */
const MARKS_IN_A_ROW = 3;

/**
 * Every code point that steers a terminal, reorders a line or takes no visible room: control, format (bidi,
 * zero-width), private, unassigned and lone surrogate code points (\p{C}), line and paragraph separators and every
 * space but U+0020 (\p{Z}), code points that Unicode says to ignore (fillers, variation selectors, tags), and the blank
 * braille pattern.
 */
const UNSEEN = /^[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]$/u;
const MARK = /^\p{M}$/u;

/** Writes a code point in a form that people can read and nothing can obey. */
function visibleEscape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * Makes one line of text in which every character can be seen, at most `cap` UTF-16 units long and well-formed. A
 * character that could not be seen becomes its escape, `\u{202e}`; an escape is never cut in two.
 *
 * @param cap in UTF-16 units; a longer text ends with CUT_MARK (or just stops, if not even that fits)
 */
export function neutralise(text: string, cap: number = Number.POSITIVE_INFINITY): string {
  const mark = CUT_MARK.length <= cap ? CUT_MARK : "";
  let shown = "";
  // The cut for a text that turns out too long lies after the last whole character that leaves room for the mark.
  let roomEndsAt = 0;
  let marks = 0;
  for (const character of text) {
    marks = MARK.test(character) ? marks + 1 : 0;
    const hidden = character !== " " && (UNSEEN.test(character) || marks > MARKS_IN_A_ROW);
    const next = shown + (hidden ? visibleEscape(character) : character);
    if (next.length > cap) return shown.slice(0, roomEndsAt) + mark;
    shown = next;
    if (shown.length + mark.length <= cap) roomEndsAt = shown.length;
  }
  return shown;
}
