import { Refused } from "../refused.ts";

/**
 * Levels of objects and arrays. Ours have five, authorization details (RFC 9396 §2) a few more; beyond some thousands a
 * program that walks or writes the value runs out of stack (threat P7).
 */
export const MAX_JSON_DEPTH = 32;

/** True if the value nests at most that many levels. */
export const withinDepth = (value: unknown, levels: number): boolean =>
  typeof value !== "object" ||
  value === null ||
  (levels > 0 && Object.values(value).every((inner) => withinDepth(inner, levels - 1)));

/**
 * True if no text in it, names of members included, holds half of a surrogate pair: strict readers of UTF-8 reject
 * such a text (RFC 7493 §2.1).
 */
export const isWellFormedJson = (value: unknown): boolean => {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, inner]) => name.isWellFormed() && isWellFormedJson(inner));
};

/**
 * Reads a JSON text that is written exactly as ECMAScript's `JSON.stringify` writes it (protocol §2). One value has one
 * text: duplicate keys, stray white space, escapes and number forms that two readers could take differently are refused
 * instead of resolved, and so is half of a surrogate pair, which some readers reject.
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
  // in this one form half of a pair is written as an escape, \ud800 to \udfff, so most texts need no second look
  if (text.includes("\\ud") && !isWellFormedJson(value)) throw new Refused("malformed", "json");
  return value;
}

/**
 * Reads a JSON text as other people's libraries write it: with white space, and with any escape. A name that occurs
 * twice in one object is refused all the same (RFC 7515 §4, RFC 7519 §4).
 *
 * @throws Refused `malformed`
 */
export function readForeignJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Refused("malformed", "json", { cause });
  }
  if (!withinDepth(value, MAX_JSON_DEPTH)) throw new Refused("malformed", "json");
  // most texts are as JSON.stringify writes them, which writes no name twice
  if (JSON.stringify(value) !== text && namesWritten(text) !== namesRead(text)) throw new Refused("malformed", "json");
  return value;
}

/** Matches each string whole. In valid JSON a colon follows the names of members, and nothing else. */
const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

const namesWritten = (text: string): number =>
  [...text.matchAll(STRING)].filter(([, colon]) => colon !== undefined).length;

function namesRead(text: string): number {
  let names = -1; // JSON.parse gives the value as a whole a name, too
  JSON.parse(text, function (this: unknown, _name: string, inner: unknown): unknown {
    if (!Array.isArray(this)) names += 1;
    return inner;
  });
  return names;
}
