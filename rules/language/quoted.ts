/** As a text of Cedar: what could end it, or not be seen, is escaped. */
export const quoted = (text: string): string => `"${text.replace(/["\\\p{C}\p{Zl}\p{Zp}]/gu, escaped)}"`;

const SHORT: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const escaped = (character: string): string =>
  SHORT[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
