import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CannotStart } from "../../platform/config/cannot-start.ts";

// If no terminal shows it, the first owner's ticket goes to a file. Logs keep everything that a service or a container prints,
// and a reader of them could become the first owner while the ticket lives. Only the server's account can read the data folder,
// and a person who can read it needs no ticket.

const FILE = "first-ticket";

/**
 * Writes the ticket for this account alone, over one of an earlier start.
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

/** Removes the file: the server ended, or no machine needs the ticket any more. */
export const removeFirstTicket = (dataFolder: string): void => rmSync(join(dataFolder, FILE), { force: true });
