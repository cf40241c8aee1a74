import { neutralise } from "@nearside/shared/text/neutralise.ts";

/**
 * Writes every character that a person could not see as its number: `\u{202e}` (threat B7). Terminal and extension
 * follow the very same rule: a difference on the page would be one that a person could not explain.
 */
export const makeVisible = (text: string): string => neutralise(text);
