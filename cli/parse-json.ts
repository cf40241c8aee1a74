/**
 * What JSON says that anybody may have written: a schema is to look at it next. Undefined where it is none, for what the
 * parser's error says quotes the text, which may hold a secret.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
