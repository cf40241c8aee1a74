import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import { rulesInWords } from "../problems/rule-words.ts";

/** What the person is to type in the browser, and which rule wants it. */
export interface WantedWords {
  readonly message: string;
  /** What is waited for. */
  readonly waiting: string;
}

export function wordsOfWanted(wanted: Wanted): WantedWords {
  const because = rulesInWords(wanted.rules);
  if (wanted.what === "justification")
    return {
      message: `Your browser asks for a reason first. ${because}`.trimEnd(),
      waiting: "Type your reason in the browser",
    };
  const like = wanted.prefixes.map((prefix) => `${prefix}-1234`).join(" or ");
  return {
    message: `Your browser asks for the number of a ticket first, such as ${like}. ${because}`.trimEnd(),
    waiting: "Type the ticket's number in the browser",
  };
}
