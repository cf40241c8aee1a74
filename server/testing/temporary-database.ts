import pg from "pg";
import { inject } from "vitest";
import { migrateToLatest } from "../platform/store/migrate.ts";
import { openPostgresStore } from "../platform/store/postgres.ts";
import type { Store } from "../platform/store/store.ts";
import { isEmptied, learnToEmpty } from "./empty-database.ts";

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

/** Asks for what is done to whole databases. The connection stays open, and it does not keep the process from ending. */
class Administrator {
  #pool: pg.Pool | undefined;

  ask(statement: string): Promise<pg.QueryResult> {
    this.#pool ??= new pg.Pool({
      host: inject("postgres"),
      user: USER,
      database: "postgres",
      max: 1,
      idleTimeoutMillis: 0,
      allowExitOnIdle: true,
    });
    return this.#pool.query(statement);
  }
}

/** The lock of the template goes with its one connection. */
const maker = new Administrator();
const remover = new Administrator();
let made = 0;
let removed: Promise<unknown> = Promise.resolve();

/** For tests: opens an empty database of the run's PostgreSQL, which goes when it is closed. Give `store` its tables yourself. */
export async function openEmptyDatabase(): Promise<Store> {
  const name = await makeDatabase("template0");
  const store = openDatabase(name);
  return {
    ...store,
    async close() {
      await store.close();
      await drop(name);
    },
  };
}

async function makeDatabase(template: string): Promise<string> {
  made += 1;
  const name = `test_${process.pid}_${made}`;
  // this strategy takes a tenth of the time of the other
  await maker.ask(`create database ${name} template ${template} strategy file_copy`);
  return name;
}

/** Nobody waits for the last one: while processes of the database still end, it sleeps for 100 ms. */
async function drop(name: string): Promise<void> {
  await removed;
  removed = handled(remover.ask(`drop database ${name} with (force)`));
}

interface Used {
  readonly name: string;
  /** It stays open: new connections would learn the tables again, which takes longer than most tests. */
  readonly store: Store;
  readonly times: number;
}

/** The longest unused first: what its last test left to be ended has had time to end. */
const used: Used[] = [];
/** At least this many wait before one is taken again. */
const RESTING = 2;
/** A deleted row stays in the files of its database, so each use takes a little longer. */
const MOST_TIMES = 50;

/**
 * For tests: opens a database with all its tables, and with nothing that an earlier test left in them. To empty one costs a tenth of what it
 * costs to make one.
 */
export async function openTemporaryDatabase(): Promise<Store> {
  const taken = used.length > RESTING ? used.shift() : undefined;
  const again = taken === undefined ? undefined : await openAgain(taken);
  return again ?? (await openFilled());
}

async function openFilled(): Promise<Store> {
  await makeTemplate();
  const name = await makeDatabase(TEMPLATE);
  const store = openDatabase(name);
  await store.learnColumns();
  return givenBack({ name, store, times: 1 });
}

/** @returns undefined where it could not be made as good as new, whatever was done to it: then it goes */
async function openAgain({ name, store, times }: Used): Promise<Store | undefined> {
  if (await isEmptied(store).catch(() => false)) return givenBack({ name, store, times: times + 1 });
  await store.close();
  await drop(name);
  return undefined;
}

function givenBack({ name, store, times }: Used): Store {
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    if (times < MOST_TIMES) {
      used.push({ name, store, times });
      return;
    }
    await store.close();
    await drop(name);
  };
  return {
    ...store,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** A caller that waits for the work is told how it failed. A worker's last database has no such caller. */
function handled<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
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
    await maker.ask(`select pg_advisory_lock(${LOCK})`);
    const there = await maker.ask(`select from pg_database where datname = '${TEMPLATE}'`);
    if (there.rowCount === 0) {
      await maker.ask(`create database ${TEMPLATE} template template0`);
      const store = openDatabase(TEMPLATE);
      await migrateToLatest(store.db, store.ddl);
      await learnToEmpty(store);
      await store.close();
    }
    await maker.ask(`select pg_advisory_unlock(${LOCK})`);
  })();
  return template;
}
