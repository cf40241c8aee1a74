import { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";
import { DatabaseAway } from "./database-away.ts";
import { PreparingClient, Statements } from "./postgres-statements.ts";
import { getTypeParser } from "./postgres-values.ts";

/** Where PostgreSQL is, and as whom. */
interface PostgresAddress {
  /** A name, an address, or the folder of its socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** A function, so that nothing that shows the configuration shows it. */
  readonly password: () => string;
}

export interface PoolOptions {
  readonly address: PostgresAddress;
  readonly tls: ConnectionOptions | false;
  /** At a time, at most. */
  readonly connections: number;
  /** A connection that nobody used was lost: the next one who needs it makes another. */
  readonly onLost: (error: Error) => void;
}

/** Milliseconds. Whoever needs a connection, a new one or one of those in use, waits so long. */
const CONNECT_MS = 5_000;
/** The database's own measure: a statement, and the wait for a lock in it. Ours is longer, for a network that says nothing. */
const STATEMENT_MS = 15_000;
const LOCK_MS = 10_000;
const ANSWER_MS = 20_000;
/** A transaction of ours waits for nothing but the database; what waits longer is a process that was stopped with locks held. */
const IDLE_IN_TRANSACTION_MS = 15_000;
const IDLE_MS = 60_000;
const KEEP_ALIVE_MS = 10_000;
/** What may take to say goodbye, before the connections are cut. */
const END_MS = 2_000;

/** Every connection's settings, whatever the database's own defaults are: isolation above all. */
const SESSION = "-c default_transaction_isolation=read\\ committed -c timezone=UTC";

/** The connections to PostgreSQL, as Kysely's dialect takes them. */
export class ConnectionPool implements PostgresPool {
  readonly options = {};
  readonly #pool: pg.Pool;
  readonly #sockets = new Set<Socket>();
  readonly #clients = new WeakMap<pg.PoolClient, PreparingClient>();
  readonly #statements = new Statements();
  #ended: Promise<void> | undefined;

  constructor({ address, tls, connections, onLost }: PoolOptions) {
    this.#pool = new pg.Pool({
      ...address,
      ssl: tls,
      max: connections,
      application_name: "nearside-server",
      options: SESSION,
      types: { getTypeParser },
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      lock_timeout: LOCK_MS,
      query_timeout: ANSWER_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      idleTimeoutMillis: IDLE_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      stream: () => this.#socket(),
    });
    this.#pool.on("error", onLost);
    // One in use that breaks between two queries tells nobody else, and an `error` that nobody hears ends the process.
    this.#pool.on("connect", (client) => void client.on("error", () => {}));
  }

  #socket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    return socket.once("close", () => this.#sockets.delete(socket));
  }

  /** @throws DatabaseAway */
  async connect(): Promise<PostgresPoolClient> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (cause) {
      throw new DatabaseAway(cause);
    }
    const known = this.#clients.get(client);
    if (known !== undefined) return known;
    const made = new PreparingClient(client, this.#statements);
    this.#clients.set(client, made);
    return made;
  }

  /** Says goodbye on every connection; one that does not answer is cut. */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, END_MS);
    await Promise.race([this.#pool.end(), late]);
    clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
  }
}
