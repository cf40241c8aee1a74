import data from "unhomoglyph/data.json" with { type: "json" };

// This file compares names that pass for one another. The table of what looks alike is Unicode's own (UTS #39, confusables.txt), from a
// package, whose code would make one pattern of all its 6,311 characters at each start.

const PROTOTYPES: Readonly<Record<string, string>> = data;

/**
 * Returns the appearance of a text (UTS #39 §4 "skeleton"). Two texts that a person takes for one another have the same one, whatever
 * their case, marks of compatibility, spaces and hyphens. It is not to be shown: no person wrote it.
 */
export const appearanceOf = (text: string): string =>
  seen(seen(text.normalize("NFKD")).toLowerCase())
    .replace(/[\p{Z}\p{Default_Ignorable_Code_Point}\p{Pd}_.]/gu, "")
    .replace(/[i|]/g, "l"); // a capital I is drawn as an l is

/** Returns the appearance of a user's name. It has no capitals: an i is no l there, nor is a.b the same as ab. */
export const appearanceOfUserName = (name: string): string => seen(name).toLowerCase();

const seen = (text: string): string =>
  text.replace(/./gsu, (character) => PROTOTYPES[character] ?? character).normalize("NFKD");
