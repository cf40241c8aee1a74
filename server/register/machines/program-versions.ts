import type { Db } from "../../platform/store/database.ts";
import type { Party } from "./party.ts";

// The versions that machines name of their programs (protocol §4.1, §4.3): their own statement, for the people who look after
// them. Nothing is decided by it.

const PROGRAM = /^nearside\/([0-9A-Za-z.+-]{1,32})$/;
const EXTENSION = / · Nearside ([0-9A-Za-z.+-]{1,32})$/u;

/** The version of the command line, as it names itself (`User-Agent`); null where it names none. @param userAgent any text */
export const programVersion = (userAgent: string | undefined): string | null =>
  PROGRAM.exec(userAgent ?? "")?.[1] ?? null;

/** The version of the extension, as its attestation names the browser; null where it names none. @param browser any text */
export const extensionVersion = (browser: string): string | null => EXTENSION.exec(browser)?.[1] ?? null;

/** The name of the browser, without the extension's own part. */
export const browserAlone = (browser: string): string => browser.replace(EXTENSION, "");

/** Writes down which version the extension says it is, where that is another than before. */
export async function recordExtensionVersion(db: Db, party: Party, jkt: string, browser: string): Promise<void> {
  const version = extensionVersion(browser);
  const stored = party.extensions.find((extension) => extension.jkt === jkt);
  if (stored === undefined || stored.version === version) return;
  await db.updateTable("extensions").set({ version }).where("jkt", "=", jkt).execute();
}
