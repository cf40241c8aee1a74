import unhomoglyph from "unhomoglyph";

// Names that pass for one another. The table of what looks alike is Unicode's own (UTS #39, confusables.txt), by a package.

/**
 * Two texts that a person takes for one another have the same appearance (UTS #39 §4 "skeleton"), whatever their case, marks of
 * compatibility, spaces and hyphens. Not to be shown: it is no text that anybody wrote.
 */
export const appearanceOf = (text: string): string =>
  seen(seen(text.normalize("NFKD")).toLowerCase())
    .replace(/[\p{Z}\p{Default_Ignorable_Code_Point}\p{Pd}_.]/gu, "")
    .replace(/[i|]/g, "l"); // a capital I is drawn as an l is

/** Returns the appearance of a user's name. It has no capitals: an i is no l there, nor is a.b the same as ab. */
export const appearanceOfUserName = (name: string): string => seen(name).toLowerCase();

const seen = (text: string): string => unhomoglyph(text).normalize("NFKD");
