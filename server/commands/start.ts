import type { BootstrapTicket } from "../enrolment/bootstrap.ts";
import type { Surroundings } from "../ground.ts";
import { type Installation, startServer } from "../start-server.ts";
import type { Console } from "./console.ts";

/** What the person at the console is told to load. */
export interface StartTexts {
  /** The built browser extension. */
  readonly extensionFolder: string;
}

/** `nearside-server`: runs until `whenAskedToEnd` resolves. */
export async function startCommand(
  installation: Installation,
  surroundings: Surroundings,
  texts: StartTexts,
  console: Console,
  whenAskedToEnd: Promise<void>,
): Promise<void> {
  const server = await startServer(installation, surroundings);
  const { issuer, dataFolder } = installation.config;
  const steps = server.bootstrap === undefined ? "" : firstSteps(server.bootstrap, issuer, texts);
  console.out(`Nearside is running at ${issuer} (data: ${dataFolder}). Ctrl-C ends it.\n${steps}`.trimEnd());
  await whenAskedToEnd;
  await server.stop();
}

/** The ticket goes to the console only, never to the log (protocol §3.1). */
const firstSteps = ({ ticket, user }: BootstrapTicket, issuer: string, { extensionFolder }: StartTexts): string => `
No machine is enrolled yet. With this ticket the first one becomes the first owner's (${user.name}).
It works once, within 15 minutes; start the server again for a new one.

    ${ticket}

Next, on the computer whose command line and browser shall sign in:

  1. Load the browser extension: open chrome://extensions, switch on "Developer mode", choose "Load unpacked", take
     ${extensionFolder}
  2. In a terminal: npx nearside enroll ${issuer}
     It asks whom the machine is for (answer: ${user.name}) and for the ticket.
  3. For the day when that machine is gone: nearside-server break-glass make
     Print the codes and lock them away.
  4. In that browser: ${issuer}/console, where people are invited and their machines let in.
`;
