import { type ListAnswer, MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import { userNameSchema } from "@nearside/shared/api/console/names.ts";
import { shellApi } from "@nearside/shared/api/console/shell.ts";
import {
  freeTicketChangeSchema,
  revokeTicketChangeSchema,
  type TicketRow,
  ticketsApi,
} from "@nearside/shared/api/console/tickets.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { peopleTexts } from "../../../texts/commands/people.ts";
import { askServer } from "../../shell/ask-server.ts";
import { saidAs } from "../../shell/server-refused.ts";
import { findPerson } from "../find-person.ts";
import { ago } from "../terminal/ago.ts";
import type { Terminal } from "../terminal/terminal.ts";

const MAX_SHOWN = 120;
const shown = (text: string): string => neutralise(text, MAX_SHOWN);

/** `nearside-server tickets [user]` lists the tickets that can still be used, with the ids by which they are revoked. */
export async function ticketsCommand(dataFolder: string, user: string | undefined, terminal: Terminal): Promise<void> {
  if (user !== undefined && !v.is(userNameSchema, user)) throw new CannotStart(peopleTexts.tickets.nobody);
  const { now } = await askServer(dataFolder, shellApi.clock, {});
  const { rows: tickets, next } = await usableTickets(dataFolder, user);
  if (tickets.length === 0)
    throw new CannotStart(user === undefined ? peopleTexts.tickets.none : peopleTexts.tickets.noneOfPerson);
  terminal.out(tickets.map((ticket) => showTicket(ticket, now)).join("\n\n"));
  if (next !== null) terminal.say(peopleTexts.tickets.more);
}

/** Asks for the tickets of that person, or all tickets, the newest first. */
async function usableTickets(dataFolder: string, name: string | undefined): Promise<ListAnswer<TicketRow>> {
  const view = { state: "open", limit: String(MOST_ROWS) } as const;
  if (name === undefined) return askServer(dataFolder, ticketsApi.list, view);
  const person = await findPerson(dataFolder, name);
  if (person === undefined) return { rows: [], next: null, total: 0 };
  return askServer(dataFolder, ticketsApi.list, { ...view, user: person.id });
}

type StartedEnrolment = TicketRow["begun"][number];

function showTicket(ticket: TicketRow, now: number): string {
  const { id, user, made_by, consumed, uses, begun, created_at, expires_at, note } = ticket;
  const maker = made_by === null ? peopleTexts.tickets.atShell : peopleTexts.tickets.by({ name: shown(made_by.name) });
  const left = spanInWords(Math.floor((expires_at - now) / 1000));
  return [
    peopleTexts.tickets.id({ id }),
    `  for ${shown(user.name)}, used ${consumed} of ${uses}, ends in ${left}; made ${ago(now - created_at)} ${maker}`,
    ...begun.map((machine) => `  ${enrolmentWords(machine, now)}`),
    ...(note === null ? [] : [`  ${shown(note)}`]),
  ].join("\n");
}

/** Names the machine as it calls itself, which proves nothing. */
const enrolmentWords = ({ hostname, account, address, at }: StartedEnrolment, now: number): string =>
  peopleTexts.tickets.started({ hostname: shown(hostname), account: shown(account), address, ago: ago(now - at) });

const NO_SUCH_TICKET = peopleTexts.tickets.unknown;

/** Runs `nearside-server tickets free <id>`. */
export async function freeTicketCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  const body = v.safeParse(freeTicketChangeSchema, { ticket: id });
  if (!body.success) throw new CannotStart(NO_SUCH_TICKET);
  await askServer(dataFolder, ticketsApi.free, body.output).catch(
    saidAs({
      unknown: NO_SUCH_TICKET,
      conflict: peopleTexts.tickets.nothingToFree,
    }),
  );
  terminal.say(peopleTexts.tickets.freed);
}

/** Runs `nearside-server tickets revoke <id>`. */
export async function revokeTicketCommand(dataFolder: string, id: string, terminal: Terminal): Promise<void> {
  const body = v.safeParse(revokeTicketChangeSchema, { ticket: id });
  if (!body.success) throw new CannotStart(NO_SUCH_TICKET);
  const { ended } = await askServer(dataFolder, ticketsApi.revoke, body.output).catch(
    saidAs({ unknown: NO_SUCH_TICKET, conflict: peopleTexts.tickets.endedBefore }),
  );
  terminal.say(ended === 0 ? peopleTexts.tickets.revoked : peopleTexts.tickets.revokedWith({ count: ended }));
}
