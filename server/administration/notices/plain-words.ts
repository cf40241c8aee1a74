import { neutralise } from "@nearside/shared/text/neutralise.ts";

// A letter, which people trust, contains words that others chose. Nothing in them may read as a link, an address or a line of
// ours (threat B7).

const NAME_CAP = 64;
const OWN_WORD_CAP = 48;

/** Leaves the characters that a person's name could have. A dot within a word could make it a link. */
export const plainName = (name: string): string =>
  neutralise(name, NAME_CAP).replace(/[^\p{L}\p{M}\p{N} .,'’()…[\]-]|\.(?! |$)/gu, "?");

/** Leaves ASCII words of the name that a machine or a browser gives itself. A dot stays only between digits, as in a version. */
export const ownWord = (word: string): string =>
  `"${neutralise(word, OWN_WORD_CAP).replace(/[^A-Za-z0-9 ._()…[\]-]|(?<![0-9])\.|\.(?![0-9])/g, "?")}"`;

/** The machine's host name without its domain. */
export const hostName = (hostname: string): string => ownWord(hostname.split(".", 1)[0] ?? "");
