import { shellApi, testMailSchema } from "@nearside/shared/api/console/shell.ts";
import * as v from "valibot";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import { serverTexts } from "../../texts/commands/server.ts";
import { askServer } from "../shell/ask-server.ts";
import type { Terminal } from "./terminal/terminal.ts";

/**
 * `nearside-server mail test <address>` sends a message by the running server, and shows the mail server's answer.
 *
 * @throws CannotStart if the message was not accepted, or there is no mail server
 */
export async function testMailCommand(dataFolder: string, address: string, terminal: Terminal): Promise<void> {
  const body = v.safeParse(testMailSchema, { address });
  if (!body.success) throw new CannotStart(serverTexts.mail.wrongAddress({ problem: body.issues[0].message }));
  const answer = await askServer(dataFolder, shellApi.testMail, body.output);
  if (answer.state === "not_configured") throw new CannotStart(serverTexts.mail.notConfigured);
  const { server, said } = answer;
  if (answer.state !== "sent") throw new CannotStart(serverTexts.mail.failed({ server, said }));
  terminal.say(serverTexts.mail.sent({ server, said }));
}
