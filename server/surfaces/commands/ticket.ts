import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import { createTicketSchema, shellApi } from "../shell/shell-api.ts";
import type { Console } from "./console.ts";
import type { TicketOptions } from "./ticket-program.ts";

/** The name of each option, by the member of the message that it fills. */
const OPTIONS: Readonly<Record<string, string>> = {
  user: "The user's name",
  display_name: "The display name",
  seconds: "The time that --hours gives",
  uses: "The number of --uses",
};

/** `nearside-server ticket <user>` writes the ticket to stdout, and the instructions to stderr. */
export async function ticketCommand(
  dataFolder: string,
  user: string,
  { displayName, hours, uses, key, deviceBound, attested }: TicketOptions,
  console: Console,
): Promise<void> {
  const body = v.safeParse(createTicketSchema, {
    user,
    display_name: displayName ?? null,
    ...(hours === undefined ? {} : { seconds: Number(hours) * 3600 }),
    ...(uses === undefined ? {} : { uses: Number(uses) }),
    demands: {
      key_storage: key ?? "file",
      device_bound: deviceBound === true,
      attested: attested === true,
      aaguids: [],
    },
  });
  if (!body.success) {
    const [issue] = body.issues;
    const what = OPTIONS[v.getDotPath(issue) ?? ""] ?? "What was asked for";
    throw new CannotStart(`${what} ${issue.message}. No ticket was made.`);
  }
  const answer = await askServer(dataFolder, shellApi.createTicket, body.output);
  const { name, display_name } = answer.user;
  const often = body.output.uses === 1 ? "once" : `for ${body.output.uses} machines`;
  console.say(
    `A ticket for ${name}${display_name === name ? "" : ` (${display_name})`}. It works ${often}, within ${spanInWords(body.output.seconds)}.`,
  );
  console.out(answer.ticket);
  console.say(`Hand it over in person, and let ${name} run on the machine to enrol:

    npx nearside enroll ${answer.issuer}

It asks whom the machine is for (answer: ${name}) and for the ticket.`);
}
