import { displayNameSchema, userNameSchema } from "@nearside/shared/api/console/names.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { makeTicketsChangeSchema, ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { getPage } from "@nearside/shared/api/get-page.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { TICKET_SECONDS } from "@nearside/shared/lifetimes.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import * as v from "valibot";
import { CannotStart } from "../../../platform/config/cannot-start.ts";
import { peopleTexts } from "../../../texts/commands/people.ts";
import { askServer } from "../../shell/ask-server.ts";
import { ServerRefused } from "../../shell/server-refused.ts";
import { findPerson } from "../find-person.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { TicketOptions } from "./ticket-program.ts";

const { seconds, uses, demands } = makeTicketsChangeSchema.entries;
/** The options as the administrator typed them. The person is made if no person has that name, and a display name is given. */
const typedTicketSchema = v.strictObject({
  user: userNameSchema,
  display_name: v.optional(displayNameSchema),
  seconds,
  uses,
  demands,
});

/** The name of each option, by the member of the message that it fills. */
const OPTIONS: Readonly<Record<string, string>> = {
  user: peopleTexts.ticket.options.user,
  display_name: peopleTexts.ticket.options.displayName,
  seconds: peopleTexts.ticket.options.hours,
  uses: peopleTexts.ticket.options.uses,
};

/** `nearside-server ticket <user>` writes the ticket to stdout, and the instructions to stderr. */
export async function ticketCommand(
  dataFolder: string,
  user: string,
  { displayName, hours, uses, key, deviceBound, attested }: TicketOptions,
  terminal: Terminal,
): Promise<void> {
  const typed = v.safeParse(typedTicketSchema, {
    user,
    display_name: displayName,
    seconds: hours === undefined ? TICKET_SECONDS : Number(hours) * 3600,
    uses: uses === undefined ? 1 : Number(uses),
    demands: {
      key_storage: key ?? "file",
      device_bound: deviceBound === true,
      attested: attested === true,
      aaguids: [],
    },
  });
  if (!typed.success) {
    const [issue] = typed.issues;
    const what = OPTIONS[v.getDotPath(issue) ?? ""] ?? peopleTexts.ticket.options.other;
    throw new CannotStart(peopleTexts.ticket.notMade({ what, problem: issue.message }));
  }
  const { user: name, display_name: shown, ...ticket } = typed.output;
  const change = {
    for: { kind: "people" as const, users: [await idOf(dataFolder, name, shown)] },
    ...ticket,
    note: null,
  };
  const { issuer, tickets } = await askServer(dataFolder, ticketsApi.make, change);
  for (const made of tickets) {
    terminal.say(
      peopleTexts.ticket.made({
        name,
        displayName: made.user.display_name,
        uses: ticket.uses,
        span: spanInWords(ticket.seconds),
      }),
    );
    terminal.out(made.ticket);
  }
  terminal.say(peopleTexts.ticket.next({ name, page: getPage(issuer), issuer }));
}

/**
 * Finds the id of the person, and makes the person if no person has that name. A display name says that this is meant: a name that is
 * mistyped makes nobody.
 *
 * @throws CannotStart if there is no such person, or they may enrol nothing
 */
async function idOf(dataFolder: string, name: string, displayName: string | undefined): Promise<string> {
  const found = await findPerson(dataFolder, name);
  if (found === undefined && displayName === undefined) throw new CannotStart(peopleTexts.ticket.unknown({ name }));
  const person = found ?? (await makePerson(dataFolder, name, displayName ?? name));
  if (person.state !== "active") throw new CannotStart(sentenceOf("user_inactive"));
  return person.id;
}

async function makePerson(dataFolder: string, name: string, display_name: string) {
  const made = { name, display_name, email: null, role: "user" as const, groups: [], ticket_seconds: null };
  try {
    return { ...(await askServer(dataFolder, peopleApi.create, made)), state: "active" as const };
  } catch (error) {
    // Another command may have made the person since they were looked for.
    const meanwhile = error instanceof ServerRefused ? await findPerson(dataFolder, name) : undefined;
    if (meanwhile === undefined) throw error;
    return meanwhile;
  }
}
