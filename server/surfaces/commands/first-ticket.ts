import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CannotStart } from "../../platform/config/cannot-start.ts";

// The first owner's ticket goes to a file where no terminal shows it: logs keep all that a service or a container prints, and a reader
// of them would be the first owner within its time. The data folder is the server account's alone, and who can read it needs no ticket.

const FILE = "first-ticket";

/**
 * Writes it for this account alone, in the place of one of an earlier start.
 *
 * @returns the file's path
 * @throws CannotStart
 */
export function writeFirstTicket(dataFolder: string, ticket: string): string {
  const path = join(dataFolder, FILE);
  try {
    removeFirstTicket(dataFolder);
    writeFileSync(path, `${ticket}\n`, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    throw new CannotStart(
      `The first ticket could not be written to ${path}, so nobody could enrol. Make sure that the server's account may write there, or start the server in a terminal, which shows the ticket.`,
      { cause },
    );
  }
  return path;
}

/** Leaves none behind: it ended, or no machine needs it any more. */
export const removeFirstTicket = (dataFolder: string): void => rmSync(join(dataFolder, FILE), { force: true });
