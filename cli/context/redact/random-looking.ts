// Tells strings that look drawn at random (keys, tokens, hashes of passwords) from those that a person wrote.

/** Too many ordinary words of fewer characters look random, and a real key is longer. */
const SHORTEST = 20;

/** UUIDs and git's SHA-1 names are no secrets, and people read them every day. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const GIT_HASH = /^[0-9a-f]{40}$/;

/**
 * Counts how often neighbouring characters change class in a way that words and version numbers don't: digit to letter,
 * letter to digit (unless the digits end the piece, as in `sha256`), lower to upper case, and upper to lower after several
 * capitals.
 */
function surprisesIn(piece: string): number {
  const body = piece.replace(/(?<=[A-Za-z])[0-9]+$/, "");
  return body.match(/(?<=[0-9])[A-Za-z]|(?<=[A-Za-z])[0-9]|(?<=[a-z])[A-Z]|(?<=[A-Z]{2})[a-z]/g)?.length ?? 0;
}

/** One in five random letters is a vowel, and one in four is rare. Words of European languages are far from both. */
function isUnpronounceable(letters: string): boolean {
  const share = (kind: RegExp): number => (letters.match(kind)?.length ?? 0) / letters.length;
  const vowels = share(/[aeiouy]/gi);
  return vowels < 0.25 || (vowels < 0.38 && share(/[jqxzvkw]/gi) >= 0.15);
}

/**
 * Judges a string of letters, digits and `+/=_.~-`. Strings under 20 characters, UUIDs and git hashes never look random.
 * The limits were measured over random base64url, base62, base36 and hexadecimal strings of 128 bits: see the test.
 */
export function looksRandom(text: string): boolean {
  if (text.length < SHORTEST || UUID.test(text) || GIT_HASH.test(text)) return false;
  const pieces = text.split(/[^A-Za-z0-9]+/).filter((piece) => piece !== "");
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length < 16) return false;
  // Many short pieces make a name (`web-7d9f8b6c5d-x2x4q`, `linux-6.1-amd64`), unless they mix case and digits as base64url
  // does.
  const mixed = /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text);
  if (!mixed && length / pieces.length < 10) return false;
  const surprises = pieces.reduce((sum, piece) => sum + surprisesIn(piece), 0);
  if (surprises / length >= (pieces.length === 1 ? 0.2 : 0.25)) return true;
  return pieces.some((piece) => (piece.match(/[A-Za-z]{16,}/g) ?? []).some(isUnpronounceable));
}
