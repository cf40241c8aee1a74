import type { CardOp } from "@nearside/shared/rules/card.ts";

/** What is asked of an attribute, between its name and its value. */
export const OP_WORDS: Readonly<Record<CardOp, string>> = {
  is: "is",
  is_not: "is not",
  less_than: "is less than",
  at_least: "is at least",
  between: "is from … to …",
  outside: "is not from … to …",
  one_of: "is one of",
  none_of: "is none of",
  has_any: "has any of",
  has_none: "has none of",
  has_all: "has all of",
  in_network: "lies in",
  not_in_network: "lies outside of",
};
