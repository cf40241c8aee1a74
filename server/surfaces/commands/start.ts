import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getPage } from "@nearside/shared/api/get-page.ts";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { Supervisor } from "../../platform/systemd/supervisor.ts";
import type { BootstrapTicket } from "../../protocol/enrolment/tickets/bootstrap-ticket.ts";
import { serverTexts } from "../../texts/commands/server.ts";
import { type Installation, startServer } from "../wiring/start-server.ts";
import { collectEarly } from "./collect-early.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** The texts of the start name our other commands, and depend on who may read the output. */
export interface StartTexts {
  /** `nearside-server` as it is typed here. */
  readonly command: string;
  /** True if a person sees the output; otherwise it may be stored where others read it. */
  readonly inTerminal: boolean;
}

/** Milliseconds from the start until it is tidied up after. Those who waited for the server are answered first. */
const COLLECTED_AFTER = 2_000;

/** `nearside-server` runs until `whenAskedToEnd` resolves. */
export async function startCommand(
  installation: Installation,
  surroundings: WithClock & WithRandom,
  texts: StartTexts,
  terminal: Terminal,
  supervisor: Supervisor,
  whenAskedToEnd: Promise<void>,
): Promise<void> {
  const server = await startServer(installation, surroundings);
  const { issuer, dataFolder } = installation.config;
  const collecting = setTimeout(collectEarly, COLLECTED_AFTER);
  try {
    removeFirstTicket(dataFolder); // an earlier start may have left one behind
    const steps = server.bootstrap === undefined ? "" : firstSteps(server.bootstrap, issuer, dataFolder, texts);
    terminal.out(`${serverTexts.start.running({ issuer, folder: dataFolder })}\n${steps}`.trimEnd());
    await supervisor.ready(installation.log);
    await whenAskedToEnd;
  } finally {
    clearTimeout(collecting);
    removeFirstTicket(dataFolder);
    await Promise.all([supervisor.stopping(), server.stop()]);
  }
}

/** The ticket goes to a terminal or a private file only, never to a log (protocol §3.1). */
function firstSteps(
  { ticket, user }: BootstrapTicket,
  issuer: string,
  dataFolder: string,
  { command, inTerminal }: StartTexts,
): string {
  const name = user.name;
  return serverTexts.start.firstSteps({
    lead: inTerminal ? serverTexts.start.firstTicket({ name }) : serverTexts.start.firstTicketInFile({ name }),
    ticket: inTerminal ? ticket : writeFirstTicket(dataFolder, ticket),
    page: getPage(issuer),
    issuer,
    name,
    command,
  });
}

// If no terminal shows it, the first owner's ticket goes to a file. Logs keep everything that a service or a container prints,
// and a reader of them could become the first owner while the ticket lives. Only the server's account can read the data folder,
// and a person who can read it needs no ticket.

const TICKET_FILE = "first-ticket";

/**
 * Writes the ticket for this account alone, over one of an earlier start.
 *
 * @returns the file's path
 * @throws CannotStart
 */
function writeFirstTicket(dataFolder: string, ticket: string): string {
  const path = join(dataFolder, TICKET_FILE);
  try {
    removeFirstTicket(dataFolder);
    writeFileSync(path, `${ticket}\n`, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    throw new CannotStart(serverTexts.start.firstTicketNotWritten({ path }), { cause });
  }
  return path;
}

/** Removes the file, since the server ended or the ticket is no longer needed. */
const removeFirstTicket = (dataFolder: string): void => rmSync(join(dataFolder, TICKET_FILE), { force: true });
