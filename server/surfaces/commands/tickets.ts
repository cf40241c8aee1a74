import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import {
  FREE_TICKET_PATH,
  freeTicketAnswerSchema,
  freeTicketSchema,
  LIST_TICKETS_PATH,
  type ListTicketsAnswer,
  listTicketsAnswerSchema,
  listTicketsSchema,
  REVOKE_TICKET_PATH,
  revokeTicketAnswerSchema,
  revokeTicketSchema,
} from "../shell/ticket-messages.ts";
import { ago } from "./ago.ts";
import type { Console } from "./console.ts";

const MAX_SHOWN = 120;
const shown = (text: string): string => neutralise(text, MAX_SHOWN);

/** `nearside-server tickets [user]` lists the tickets that can still be used, with the ids by which they are revoked. */
export async function ticketsCommand(dataFolder: string, user: string | undefined, console: Console): Promise<void> {
  const body = v.safeParse(listTicketsSchema, { user: user ?? null });
  if (!body.success) throw new CannotStart("There is nobody of that name here.");
  const { tickets, now, more } = await askServer(dataFolder, LIST_TICKETS_PATH, body.output, listTicketsAnswerSchema);
  if (tickets.length === 0)
    throw new CannotStart(user === undefined ? "No ticket can be used." : "Nobody of that name has a ticket to use.");
  console.out(tickets.map((ticket) => showTicket(ticket, now)).join("\n\n"));
  if (more) console.say("There are others. Name a user to see theirs: nearside-server tickets list <user>");
}

type ListedTicket = ListTicketsAnswer["tickets"][number];
type Begun = ListedTicket["begun"][number];

function showTicket(ticket: ListedTicket, now: number): string {
  const { id, user, made_by, consumed, uses, begun, created_at, expires_at, note } = ticket;
  const maker = made_by === null ? "at this shell" : `by ${shown(made_by.name)}`;
  const left = spanInWords(Math.floor((expires_at - now) / 1000));
  return [
    `ticket ${id}`,
    `  for ${shown(user.name)}, used ${consumed} of ${uses}, ends in ${left}; made ${ago(now - created_at)} ${maker}`,
    ...begun.map((machine) => `  ${begunWords(machine, now)}`),
    ...(note === null ? [] : [`  ${shown(note)}`]),
  ].join("\n");
}

/** Names the machine as it calls itself, which proves nothing. */
function begunWords({ hostname, account, address, at }: Begun, now: number): string {
  const from = address === null ? "" : `, from ${address}`;
  return `begun on "${shown(hostname)}" by "${shown(account)}"${from}, ${ago(now - at)}`;
}

const NO_SUCH_TICKET = "There is no such ticket. Run `nearside-server tickets` for their ids.";

/** `nearside-server tickets free <id>`. */
export async function freeTicketCommand(dataFolder: string, id: string, console: Console): Promise<void> {
  const body = v.safeParse(freeTicketSchema, { ticket: id });
  if (!body.success) throw new CannotStart(NO_SUCH_TICKET);
  const answer = await askServer(dataFolder, FREE_TICKET_PATH, body.output, freeTicketAnswerSchema);
  if (answer.state === "unknown") throw new CannotStart(NO_SUCH_TICKET);
  if (answer.state === "settled")
    throw new CannotStart(
      "No machine is half through an enrolment with that ticket, so there was nothing to free. What came to all its proofs waits for its words: nearside-server confirm",
    );
  console.say("The ticket is free: its person can begin with it again, on any machine. What had begun with it ended.");
}

/** `nearside-server tickets revoke <id>`. */
export async function revokeTicketCommand(dataFolder: string, id: string, console: Console): Promise<void> {
  const body = v.safeParse(revokeTicketSchema, { ticket: id });
  if (!body.success) throw new CannotStart(NO_SUCH_TICKET);
  const answer = await askServer(dataFolder, REVOKE_TICKET_PATH, body.output, revokeTicketAnswerSchema);
  if (answer.state === "unknown") throw new CannotStart(NO_SUCH_TICKET);
  if (answer.state === "settled") throw new CannotStart("That ticket was used, taken back or over before.");
  const { length } = answer.ended;
  console.say(
    length === 0
      ? "The ticket was taken back: nobody enrols with it."
      : `The ticket was taken back, and ${length === 1 ? "an enrolment" : `${length} enrolments`} that had begun with it ended.`,
  );
}
