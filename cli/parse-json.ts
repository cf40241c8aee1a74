/**
 * Parses a text from a hostile author; a schema is to check the value next. Undefined if it is not JSON: the
 * parser's error is dropped, since it quotes the text, which may hold a secret.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
