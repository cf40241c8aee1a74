import type { Demands } from "@nearside/shared/rules/demands.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";

/** What is asked for, each a sentence; none where nothing is. Plain text, except that scopes are their author's word. */
export function demandWords(demands: Demands): readonly string[] {
  const { fresh_touch, ticket, access_token, refresh_token, scopes, stand } = demands;
  return [
    fresh_touch === null ? "" : `A touch that is at most ${spanInWords(fresh_touch)} old.`,
    demands.device_bound ? "A passkey that can't be copied." : "",
    demands.attested ? "A passkey whose make is proven." : "",
    demands.security_key ? "The touch of a security key as well." : "",
    demands.justification ? "A reason, in the person's own words." : "",
    ticket === null ? "" : ticketWords(ticket),
    access_token === null ? "" : `Access tokens live at most ${spanInWords(access_token)}.`,
    refresh_token === null ? "" : `The login lasts at most ${spanInWords(refresh_token)}.`,
    scopes === null ? "" : scopes.length === 0 ? "No scope at all." : `These scopes at most: ${scopes.join(", ")}.`,
    stand === null ? "" : `An approval that is at most ${spanInWords(stand)} old is enough, without a touch.`,
  ].filter((sentence) => sentence !== "");
}

function ticketWords(prefixes: readonly string[]): string {
  if (prefixes.length === 0) return "Tickets of different kinds at once, which nobody can meet.";
  return `The number of a ticket: ${prefixes.map((prefix) => `${prefix}-…`).join(" or ")}.`;
}
