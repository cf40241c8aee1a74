import { startTexts } from "../../texts/start.ts";
import { CannotStart } from "../config/cannot-start.ts";
import type { Config } from "../config/config.ts";
import { DatabaseAway } from "./database-away.ts";
import { DiskFull } from "./disk-trouble.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";

interface OnTrouble {
  /** A connection to PostgreSQL was lost while it was idle. */
  readonly onLost: (error: Error) => void;
  /** SQLite's log could not be put into the database. */
  readonly onUnkept: (error: unknown) => void;
}

/**
 * Opens the database that the configuration names. The data folder is claimed in any case: with PostgreSQL it holds no data, but still the
 * socket for the server's own shell, which two servers must not take from each other. Several servers on one PostgreSQL have a folder each.
 *
 * @throws CannotStart
 */
export async function openStore(
  { dataFolder, database }: Pick<Config, "database" | "dataFolder">,
  { onLost, onUnkept }: OnTrouble,
): Promise<Store> {
  if (database === undefined) return openEmbedded(dataFolder, onUnkept);
  const { openPostgres } = await import("./open-postgres.ts"); // its client is large, and SQLite needs none
  return openPostgres(database, dataFolder, onLost);
}

async function openEmbedded(dataFolder: string, onUnkept: OnTrouble["onUnkept"]): Promise<Store> {
  try {
    return openSqliteStore(dataFolder, onUnkept);
  } catch (error) {
    throw await asTrouble(error, { dataFolder, database: undefined });
  }
}

/**
 * Turns a lost database or a full disk during the start into a sentence for the person who starts the server. Other errors stay as they are.
 */
export async function asTrouble(
  error: unknown,
  { database, dataFolder }: Pick<Config, "database" | "dataFolder">,
): Promise<unknown> {
  if (error instanceof DatabaseAway && database !== undefined) {
    const { troubleOf } = await import("./postgres-trouble.ts");
    return troubleOf(error.cause, database);
  }
  if (error instanceof DiskFull) return new NoRoom(dataFolder, error);
  return error;
}

class NoRoom extends CannotStart {
  override readonly name = "NoRoom";
  override readonly mayPass = true;

  constructor(dataFolder: string, cause: unknown) {
    super(startTexts.data.diskFull({ dataFolder }), {
      cause,
    });
  }
}
