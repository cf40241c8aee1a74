import { ticketSchema } from "@nearside/shared/api/enrolments.ts";
import * as v from "valibot";
import { Problem } from "../problem.ts";

/**
 * A ticket as people type it: any case, spaces or dashes, and the letters that Crockford's alphabet leaves out for digits.
 *
 * @throws Problem `ticket_invalid`
 */
export function readTicket(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  const ticket = (letters.match(/.{1,4}/g) ?? []).join("-");
  if (!v.is(ticketSchema, ticket)) throw new Problem("ticket_invalid");
  return ticket;
}
