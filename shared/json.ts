import { Refused } from "./refused.ts";

/**
 * Levels of objects and arrays. Ours have five, authorization details (RFC 9396 §2) a few more; beyond some thousands
 * whoever walks or writes the value again runs out of stack (threat P7).
 */
export const MAX_JSON_DEPTH = 32;

/** Whether the value nests no deeper than that many levels. */
export const withinDepth = (value: unknown, levels: number): boolean =>
  typeof value !== "object" ||
  value === null ||
  (levels > 0 && Object.values(value).every((inner) => withinDepth(inner, levels - 1)));

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
  if (!withinDepth(value, MAX_JSON_DEPTH)) throw new Refused("malformed", "json");
  if (JSON.stringify(value) !== text) throw new Refused("malformed", "json");
  return value;
}
