import type { Db } from "../../platform/store/database.ts";
import type { Party } from "./party.ts";

// Machines name the versions of their programs (protocol §4.1, §4.3). It is their own statement, for the people who look after
// them, and decides nothing.

const PROGRAM = /^nearside\/([0-9A-Za-z.+-]{1,32})$/;
const EXTENSION = / · Nearside ([0-9A-Za-z.+-]{1,32})$/u;

/** Returns the version of the command line, as it names itself (`User-Agent`); null if it names none. @param userAgent any text */
export const programVersion = (userAgent: string | undefined): string | null =>
  PROGRAM.exec(userAgent ?? "")?.[1] ?? null;

/** Returns the version of the extension, as its attestation names the browser; null if it names none. @param browser any text */
export const extensionVersion = (browser: string): string | null => EXTENSION.exec(browser)?.[1] ?? null;

/** Returns the name of the browser, without the extension's own part. */
export const browserAlone = (browser: string): string => browser.replace(EXTENSION, "");

/** Stores the version that the extension names, if it has changed. */
export async function recordExtensionVersion(db: Db, party: Party, jkt: string, browser: string): Promise<void> {
  const version = extensionVersion(browser);
  const stored = party.extensions.find((extension) => extension.jkt === jkt);
  if (stored === undefined || stored.version === version) return;
  await db.updateTable("extensions").set({ version }).where("jkt", "=", jkt).execute();
}

/** Finds the versions that the active extensions of these bound sets report, each once. A set without any has no entry. */
export async function extensionVersions(db: Db, sets: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  if (sets.length === 0) return new Map();
  const rows = await db
    .selectFrom("extensions")
    .select(["bound_set_id", "version"])
    .distinct()
    .where("bound_set_id", "in", sets)
    .where("state", "=", "active")
    .where("version", "is not", null)
    .orderBy("bound_set_id")
    .orderBy("version")
    .execute();
  const found = new Map<string, string[]>();
  for (const { bound_set_id: set, version } of rows)
    if (version !== null) found.set(set, [...(found.get(set) ?? []), version]);
  return found;
}
