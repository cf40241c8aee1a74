import { type DecisionBody, justificationSchema, ticketNumberSchema } from "@nearside/shared/api/login-requests.ts";
import * as v from "valibot";
import type { Wish } from "../../data/login.ts";

// A person types these texts because a rule wants them. A wrong text is refused here early; the server judges it all
// the same.

type Wanted = Wish["wanted"];

/** "OPS-1234 or CHG-1234". */
export const examplesOf = (prefixes: readonly string[]): string =>
  prefixes.map((prefix) => `${prefix}-1234`).join(" or ");

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
    return v.is(justificationSchema, justification)
      ? { justification }
      : "A little more, please: at least ten letters that say what you are about to do.";
  }
  const ticket = text.trim().toUpperCase();
  if (!v.is(ticketNumberSchema, ticket)) return `A ticket's number is needed, such as ${examplesOf(wanted.prefixes)}.`;
  return wanted.prefixes.some((prefix) => ticket.startsWith(`${prefix}-`)) ? { ticket } : otherPrefix(wanted.prefixes);
}

const otherPrefix = (prefixes: readonly string[]): string =>
  `That is a ticket of another kind. The rule takes one such as ${examplesOf(prefixes)}.`;
