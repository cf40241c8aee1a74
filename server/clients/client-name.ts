import * as v from "valibot";

/**
 * How a program that was registered by whoever had a ticket is shown: ASCII, as user names are, so that no two names look
 * alike by their letters alone; nothing that makes an address or a sentence of it. The configuration file may name a
 * program as its operator likes.
 */
export const clientNameSchema = v.pipe(
  v.string("must be text"),
  v.regex(
    /^[A-Za-z0-9](?:[ ._+&-]?[A-Za-z0-9()]){0,63}$/,
    "must be at most 64 letters, digits, single spaces and . _ + & ( ) -, beginning with a letter or digit; any other name an operator can give in the configuration file",
  ),
  v.maxLength(64, "must have at most 64 characters"),
);

/** Two names with the same skeleton pass for one another in a hurry: case, space and 0 O, 1 l I aside. */
const skeleton = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replaceAll("0", "o")
    .replace(/[1i|]/g, "l");

export const looksLike = (one: string, other: string): boolean => skeleton(one) === skeleton(other);
