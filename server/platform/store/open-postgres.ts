import type { Config } from "../config/config.ts";
import type { DatabasePlace } from "../config/database-url.ts";
import { claimFolder } from "./data-folder.ts";
import { type Hearing, type Line, openNoLine } from "./line.ts";
import { openPostgresStore } from "./postgres.ts";
import { demandReadable, demandUsable } from "./postgres-standing.ts";
import { tlsOptionsOf } from "./postgres-tls.ts";
import type { Store } from "./store.ts";

type Place = NonNullable<Config["database"]>;

/** A transaction, and another one beside it by which a pooler shows itself. */
const TARGET_CONNECTIONS = 2;

/**
 * Opens that database on PostgreSQL, and claims the data folder.
 *
 * @param onLost called for a connection that was lost while it was idle
 * @throws CannotStart
 */
export async function openPostgres(
  database: Place,
  dataFolder: string,
  onLost: (error: Error) => void,
): Promise<Store> {
  const claim = claimFolder(dataFolder);
  try {
    const { connections } = database;
    const store = openPostgresStore({ address: addressOf(database), tls: tlsOptionsOf(database), connections, onLost });
    const close = () => store.close().finally(() => claim.release());
    try {
      const pooled = await demandUsable(store.db, database);
      await demandReadable(store.reads, database);
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

/**
 * Opens another PostgreSQL beside the one that the server has, for what moves there.
 *
 * @throws CannotStart
 */
export async function openTarget(place: DatabasePlace): Promise<Store> {
  const options = {
    address: addressOf(place),
    tls: tlsOptionsOf(place),
    connections: TARGET_CONNECTIONS,
    onLost: () => {},
  };
  const store = openPostgresStore(options);
  try {
    await demandUsable(store.db, place);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** PostgreSQL tells a listener on the connection on which it began to listen, and a pooler has given that one to others since. */
function openDeafLine(hearing: Hearing): Line {
  hearing.lost(new Error("a pooler in between gives each transaction another connection"));
  return openNoLine();
}

const addressOf = ({ host, port, user, database, password }: DatabasePlace) => ({
  host,
  port,
  user,
  database,
  password,
});
