import { Refused } from "./refused.ts";

/**
 * Reads a JSON text that is written exactly as ECMAScript's `JSON.stringify` writes it (protocol §2).
 * One value has one text: duplicate keys, stray white space, escapes and number forms that two readers could
 * take differently are refused instead of resolved.
 *
 * @throws Refused `malformed`
 */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Refused("malformed", "json", { cause });
  }
  if (JSON.stringify(value) !== text) throw new Refused("malformed", "json");
  return value;
}
