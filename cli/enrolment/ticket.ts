import { ticketSchema } from "@nearside/shared/api/enrolments.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import { Problem } from "../problems/problem.ts";
import { type ConnectionWorld, connect } from "../server/connection.ts";
import { postToEnrolment } from "./enrolment-api.ts";

/**
 * Reads a ticket as people type it: in any case, with spaces or dashes, and with the letters that Crockford's alphabet
 * leaves out for digits.
 *
 * @throws Problem `ticket_invalid`
 */
export function readTicket(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  const ticket = (letters.match(/.{1,4}/g) ?? []).join("-");
  if (!v.is(ticketSchema, ticket)) throw new Problem("ticket_invalid");
  return ticket;
}

/** A command that was stopped does not hang on a server that is away. Milliseconds. */
const WITHIN = 2000;

/**
 * Tells the server that a stopped command line sends no proofs, so that its ticket is valid again at once, here or on
 * another machine (protocol §3.2). If that fails, the enrolment ends by its own time.
 */
export async function giveTicketBack(
  world: ConnectionWorld,
  issuer: string,
  device: Signer,
  id: string,
): Promise<void> {
  // The command's own connection has ended with it.
  const connection = connect(issuer, { ...world, stop: AbortSignal.timeout(WITHIN) });
  try {
    await postToEnrolment(connection, device, id, { reason: "cancelled" });
  } catch {
    // The enrolment then ends by its own time.
  } finally {
    connection.http.close();
  }
}
