import { neutralise } from "@nearside/shared/text/neutralise.ts";

// What others chose, in a letter that people trust: nothing of it may read as a link, an address or a line of ours (threat B7).

const NAME_CAP = 64;
const OWN_WORD_CAP = 48;

/** A person's name: what could stand in one. A dot within a word could make it a link. */
export const plainName = (name: string): string =>
  neutralise(name, NAME_CAP).replace(/[^\p{L}\p{M}\p{N} .,'’()…[\]-]|\.(?! |$)/gu, "?");

/** What a machine or a browser calls itself: words in ASCII; a dot between digits only, as in a version. */
export const ownWord = (word: string): string =>
  `"${neutralise(word, OWN_WORD_CAP).replace(/[^A-Za-z0-9 ._()…[\]-]|(?<![0-9])\.|\.(?![0-9])/g, "?")}"`;

/** A machine's name without its domain. */
export const hostName = (hostname: string): string => ownWord(hostname.split(".", 1)[0] ?? "");
