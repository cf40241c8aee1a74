import { neutralise } from "@nearside/shared/text/neutralise.ts";

/**
 * The text with every character that a person could not see written as its number: `\u{202e}` (threat B7). The very rule by
 * which terminal and extension show it: what differs on the page is no difference a person could explain.
 */
export const makeVisible = (text: string): string => neutralise(text);
