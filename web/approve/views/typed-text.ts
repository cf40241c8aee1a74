import { type DecisionBody, justificationSchema } from "@nearside/shared/api/login-requests.ts";
import { ticketNumberSchema } from "@nearside/shared/ids.ts";
import { choiceText } from "@nearside/shared/text/amounts.ts";
import * as v from "valibot";
import type { Wish } from "../../data/login.ts";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";

// A person types these texts because a rule wants them. A wrong text is refused here early; the server judges it all
// the same.

const texts = approveSeldomTexts.typing;

type Wanted = Wish["wanted"];

/** "OPS-1234 or CHG-1234". */
export const examplesOf = (prefixes: readonly string[]): string =>
  choiceText(prefixes.map((prefix) => `${prefix}-1234`));

/** Says what the server found wrong with what was typed before; undefined if it found nothing. */
export function mismatchIn({ wanted }: Wish): string | undefined {
  return wanted.what === "ticket" && wanted.mismatch ? otherPrefix(wanted.prefixes) : undefined;
}

/**
 * Reads what was typed.
 *
 * @returns what is handed in, or a sentence that says why it can't be
 */
export function readTyped(wanted: Wanted, text: string): DecisionBody | string {
  if (wanted.what === "justification") {
    const justification = text.replaceAll(/[\s\p{C}]+/gu, " ").trim();
    return v.is(justificationSchema, justification) ? { justification } : texts.justification.tooShort;
  }
  const ticket = text.trim().toUpperCase();
  if (!v.is(ticketNumberSchema, ticket)) return texts.ticket.notOne({ examples: examplesOf(wanted.prefixes) });
  return wanted.prefixes.some((prefix) => ticket.startsWith(`${prefix}-`)) ? { ticket } : otherPrefix(wanted.prefixes);
}

const otherPrefix = (prefixes: readonly string[]): string => texts.ticket.otherKind({ examples: examplesOf(prefixes) });
