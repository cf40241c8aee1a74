import { shellApi, testMailSchema } from "@nearside/shared/api/console/shell.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { askServer } from "../shell/ask-server.ts";
import type { Terminal } from "./terminal/terminal.ts";

/**
 * `nearside-server mail test <address>` sends a message by the running server, and shows the mail server's answer.
 *
 * @throws CannotStart if the message was not accepted, or there is no mail server
 */
export async function testMailCommand(dataFolder: string, address: string, terminal: Terminal): Promise<void> {
  const body = v.safeParse(testMailSchema, { address });
  if (!body.success) throw new CannotStart(`The address ${body.issues[0].message}. Nothing was sent.`);
  const answer = await askServer(dataFolder, shellApi.testMail, body.output);
  if (answer.state === "not_configured")
    throw new CannotStart(
      "The server sends no mail: it has no mail server. Set NEARSIDE_MAIL_HOST and NEARSIDE_MAIL_FROM (docs/how-to/operate-mail.md), and start it again.",
    );
  const { server, said } = answer;
  if (answer.state !== "sent")
    throw new CannotStart(`Nothing was sent. ${server} was asked, and ${said}. Mend that, and try again.`);
  terminal.say(`Sent: ${server} took it and said "${said}". Look whether it arrived.`);
}
