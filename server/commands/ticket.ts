import * as v from "valibot";
import { askServer } from "../admin/ask-server.ts";
import { CREATE_TICKET_PATH, createTicketAnswerSchema, createTicketSchema } from "../admin/messages.ts";
import { CannotStart } from "../cannot-start.ts";
import type { Console } from "./console.ts";

/** `nearside-server ticket <user>`: the ticket on stdout, what to do with it on stderr. */
export async function ticketCommand(
  dataFolder: string,
  asked: { readonly user: string; readonly displayName: string | undefined },
  console: Console,
): Promise<void> {
  const body = v.safeParse(createTicketSchema, { user: asked.user, display_name: asked.displayName ?? null });
  if (!body.success) {
    const [issue] = body.issues;
    const what = v.getDotPath(issue) === "user" ? "The user's name" : "The display name";
    throw new CannotStart(`${what} ${issue.message}. No ticket was made.`);
  }
  const answer = await askServer(dataFolder, CREATE_TICKET_PATH, body.output, createTicketAnswerSchema);
  const { name, display_name } = answer.user;
  console.say(
    `A ticket for ${name}${display_name === name ? "" : ` (${display_name})`}. It works once, within 15 minutes.`,
  );
  console.out(answer.ticket);
  console.say(`Hand it over in person, and let ${name} run on the machine to enrol:

    npx nearside enroll ${answer.issuer}

It asks whom the machine is for (answer: ${name}) and for the ticket.`);
}
