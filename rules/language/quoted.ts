/** Writes a text of Cedar. Characters that could end it, or can't be seen, are escaped. */
export const quoted = (text: string): string => `"${text.replace(/["\\\p{C}\p{Zl}\p{Zp}]/gu, escaped)}"`;

const SHORT: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const escaped = (character: string): string =>
  SHORT[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
