import { CannotStart } from "../config/cannot-start.ts";
import type { Config } from "../config/config.ts";
import { claimFolder } from "./data-folder.ts";
import { DatabaseAway } from "./database-away.ts";
import { DiskFull } from "./disk-trouble.ts";
import { type Hearing, type Line, openNoLine } from "./line.ts";
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
  if (database === undefined) return openEmbedded(dataFolder);
  const claim = claimFolder(dataFolder);
  try {
    const { connections } = database;
    const store = openPostgresStore({ address: addressOf(database), tls: tlsOptionsOf(database), connections, onLost });
    const close = () => store.close().finally(() => claim.release());
    try {
      const pooled = await demandUsable(store.db, database);
      return { ...store, close, ...(pooled === "transactions" && { openLine: openDeafLine }) };
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    claim.release();
    throw error;
  }
}

/** PostgreSQL tells a listener on the connection on which it began to listen, and a pooler has given that one to others since. */
function openDeafLine(hearing: Hearing): Line {
  hearing.lost(new Error("a pooler in between gives each transaction another connection"));
  return openNoLine();
}

function openEmbedded(dataFolder: string): Store {
  try {
    return openSqliteStore(dataFolder);
  } catch (error) {
    throw asTrouble(error, { dataFolder, database: undefined });
  }
}

/**
 * Turns a lost database or a full disk during the start into a sentence for the person who starts the server. Other errors stay as they are.
 */
export function asTrouble(error: unknown, { database, dataFolder }: Pick<Config, "database" | "dataFolder">): unknown {
  if (error instanceof DatabaseAway && database !== undefined) return troubleOf(error.cause, database);
  if (error instanceof DiskFull) return new NoRoom(dataFolder, error);
  return error;
}

class NoRoom extends CannotStart {
  override readonly name = "NoRoom";
  override readonly mayPass = true;

  constructor(dataFolder: string, cause: unknown) {
    super(
      `The disk of the data folder ${dataFolder} is full. Nothing was changed. Make room there, and start the server again.`,
      {
        cause,
      },
    );
  }
}

const addressOf = ({ host, port, user, database, password }: NonNullable<Config["database"]>) => ({
  host,
  port,
  user,
  database,
  password,
});
