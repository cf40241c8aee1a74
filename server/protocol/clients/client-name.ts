import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";

/**
 * The displayed name of a program that was registered with a ticket. It is ASCII, as user names are, so that no two names
 * look alike by their letters alone, and nothing in it makes an address or a sentence. The configuration file may name a program
 * as its operator likes.
 */
export const clientNameSchema = v.pipe(
  v.string(configTexts.text),
  v.regex(/^[A-Za-z0-9](?:[ ._+&-]?[A-Za-z0-9()]){0,63}$/, configTexts.clients.plainName),
  v.maxLength(64, configTexts.characters({ most: 64 })),
);

/** Leaves out case, marks and space, and unites 0 O and 1 l I: two names with the same result pass for each other in a hurry. */
const skeleton = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replaceAll("0", "o")
    .replace(/[1i|]/g, "l");

/** The approval page makes these claims about a program, or leaves them out. A name may make no such claim (threat B9). */
const CLAIMS = ["verified", "official", "trusted", "certified", "genuine", "authentic", "approved"].map(skeleton);

/** True if the name makes a claim that only the page may make. */
export const claimsTrust = (name: string): boolean => CLAIMS.some((claim) => skeleton(name).includes(claim));

/** Words that make no other program of one, in front of its name or behind it. */
const EDITIONS = new Set(
  [
    ["a", "the", "my", "our", "your"],
    ["app", "application", "client", "program", "software", "tool"],
    ["new", "newest", "next", "latest", "original", "real", "true", "secure", "safe"],
    ["alpha", "beta", "preview", "rc", "release", "stable", "update", "updated", "edition", "version", "ver", "v"],
    ["basic", "classic", "enterprise", "free", "full", "legacy", "lite", "plus", "premium", "pro"],
    ["corp", "co", "gmbh", "inc", "llc", "ltd", "ii", "iii", "iv"],
  ].flat(),
);
const VERSION = /^(?:v|ver|version)?[0-9]+[a-z]?$/;
const VERSION_AT_END = /(?:v|ver|version)?[0-9]+$/;

/** Returns the readings of a name: the name itself, without its editions, and without a version that no space parts from it. */
function readingsOf(name: string): readonly string[] {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  const bare = words.filter((word) => !EDITIONS.has(word) && !VERSION.test(word)).join("");
  return [name, bare, bare.replace(VERSION_AT_END, "")].map(skeleton).filter((reading) => reading !== "");
}

/** True if people may take one for the other. */
export function looksLike(one: string, other: string): boolean {
  const readings = readingsOf(one);
  return readingsOf(other).some((reading) => readings.includes(reading));
}
