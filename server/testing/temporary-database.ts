import pg from "pg";
import { inject } from "vitest";
import { migrateToLatest } from "../platform/store/migrate.ts";
import { openPostgresStore } from "../platform/store/postgres.ts";
import type { Store } from "../platform/store/store.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the socket of this run's PostgreSQL (`test/support/postgres-for-units.ts`). */
    postgres: string;
  }
}

const USER = "nearside";
const TEMPLATE = "nearside_template";
/** Any number serves. With it, only one of this run's workers makes the template. */
const LOCK = 1;

let administrator: pg.Pool | undefined;
let made = 0;

/**
 * Asks over the one connection for what is done to whole databases. It stays open, since its lock goes with it, and it does not
 * keep the process from ending.
 */
function ask(statement: string): Promise<pg.QueryResult> {
  administrator ??= new pg.Pool({
    host: inject("postgres"),
    user: USER,
    database: "postgres",
    max: 1,
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
  });
  return administrator.query(statement);
}

/** For tests: opens an empty database of the run's PostgreSQL, which goes when it is closed. Give `store` its tables yourself. */
export async function openEmptyDatabase(template = "template0"): Promise<Store> {
  made += 1;
  const name = `test_${process.pid}_${made}`;
  // this strategy takes a tenth of the time of the other
  await ask(`create database ${name} template ${template} strategy file_copy`);
  const store = openDatabase(name);
  return {
    ...store,
    async close() {
      await store.close();
      await ask(`drop database ${name} with (force)`);
    },
  };
}

/** For tests: opens a database with all its tables, which goes when it is closed. */
export async function openTemporaryDatabase(): Promise<Store> {
  await makeTemplate();
  const store = await openEmptyDatabase(TEMPLATE);
  await store.learnColumns();
  return store;
}

/** Opens another server's view of the same database. */
export const openDatabase = (database: string, onLost: (error: Error) => void = () => {}): Store =>
  openPostgresStore({
    address: { host: inject("postgres"), port: 5432, user: USER, database, password: () => "" },
    tls: false,
    connections: 10,
    onLost,
  });

let template: Promise<void> | undefined;

/** Makes the tables once in a run, because a copy of them costs little. */
function makeTemplate(): Promise<void> {
  template ??= (async () => {
    await ask(`select pg_advisory_lock(${LOCK})`);
    const there = await ask(`select from pg_database where datname = '${TEMPLATE}'`);
    if (there.rowCount === 0) {
      await ask(`create database ${TEMPLATE} template template0`);
      const store = openDatabase(TEMPLATE);
      await migrateToLatest(store.db, store.ddl);
      await store.close();
    }
    await ask(`select pg_advisory_unlock(${LOCK})`);
  })();
  return template;
}
