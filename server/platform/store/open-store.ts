import type { Config } from "../config/config.ts";
import { claimFolder } from "./data-folder.ts";
import { DatabaseAway } from "./database-away.ts";
import { openPostgresStore } from "./postgres.ts";
import { demandUsable } from "./postgres-standing.ts";
import { tlsOptionsOf } from "./postgres-tls.ts";
import { troubleOf } from "./postgres-trouble.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";

/**
 * Opens the database that the configuration names. The data folder is claimed in any case: with PostgreSQL it holds no data, but still the
 * socket for the server's own shell, which two servers must not take from each other. Several servers on one PostgreSQL have a folder each.
 *
 * @param onLost called for a connection that was lost while it was idle
 * @throws CannotStart
 */
export async function openStore(
  { dataFolder, database }: Pick<Config, "database" | "dataFolder">,
  onLost: (error: Error) => void,
): Promise<Store> {
  if (database === undefined) return openSqliteStore(dataFolder);
  const claim = claimFolder(dataFolder);
  try {
    const { connections } = database;
    const store = openPostgresStore({ address: addressOf(database), tls: tlsOptionsOf(database), connections, onLost });
    const close = () => store.close().finally(() => claim.release());
    try {
      await demandUsable(store.db, database);
    } catch (error) {
      await store.close();
      throw error;
    }
    return { ...store, close };
  } catch (error) {
    claim.release();
    throw error;
  }
}

/** Turns a lost database during the start into a sentence for the person who starts the server. Other errors stay as they are. */
export const asTrouble = (error: unknown, { database }: Pick<Config, "database">): unknown =>
  error instanceof DatabaseAway && database !== undefined ? troubleOf(error.cause, database) : error;

const addressOf = ({ host, port, user, database, password }: NonNullable<Config["database"]>) => ({
  host,
  port,
  user,
  database,
  password,
});
