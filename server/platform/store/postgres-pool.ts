import { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
import pg from "pg";
import { DatabaseAway } from "./database-away.ts";
import { PostgresConnection } from "./postgres-connection.ts";
import { isSilence, isWithoutPlace, Silence } from "./postgres-errors.ts";
import type { ReadTurns } from "./read-turns.ts";
import { TooManyReads } from "./reads.ts";

/** The address of PostgreSQL, and the account there. */
interface PostgresAddress {
  /** A name, an address, or the folder of its socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** A function, so that the password is never printed with the configuration. */
  readonly password: () => string;
}

export interface PoolOptions {
  readonly address: PostgresAddress;
  readonly tls: ConnectionOptions | false;
  /** The most connections at a time. */
  readonly connections: number;
  /** For connections that change nothing. A statement that takes too long there is told as such. */
  readonly readTurns?: ReadTurns;
  /** Called for an idle connection that was lost. The next query that needs one makes another. */
  readonly onLost: (error: Error) => void;
}

// A request whose database falls silent ends within 5 s: it waits for a connection or for an answer, and gives up with the first that
// does not come.

/** The longest wait for a connection, a new one or one of those in use. Milliseconds. */
const CONNECT_MS = 4_000;
/** The database's own limit for a statement, with its wait for a lock. */
const STATEMENT_MS = 3_500;
const LOCK_MS = 3_000;
/**
 * Our transactions wait for nothing but the database, so one that is idle for longer belongs to a process that was stopped with locks held.
 */
const IDLE_IN_TRANSACTION_MS = 15_000;
const IDLE_MS = 60_000;
const KEEP_ALIVE_MS = 10_000;
/** The longest time for closing connections in an orderly way, before they are cut. */
const END_MS = 2_000;

/** Settings of every connection, whatever the database's own defaults are, as `current_setting` shows them. */
export const SESSION = {
  default_transaction_isolation: "read committed",
  statement_timeout: `${STATEMENT_MS}ms`,
  lock_timeout: `${LOCK_MS / 1000}s`,
  idle_in_transaction_session_timeout: `${IDLE_IN_TRANSACTION_MS / 1000}s`,
} as const;

/**
 * Those of a connection for reads. A pooler that does not hand them on hands on the others. Each read is planned for what it asks for: a
 * text that many rows have is found in another way than one that few have. Each takes one process alone: to begin others costs more than
 * the read, and logins need the processors.
 */
export const READING = {
  ...SESSION,
  default_transaction_read_only: "on",
  plan_cache_mode: "force_custom_plan",
  max_parallel_workers_per_gather: "0",
} as const;

/** The connection for reads, which is given back as soon as nobody reads. */
interface Reading {
  readonly connection: Promise<PostgresConnection>;
  readers: number;
}

/** The connections to PostgreSQL. */
export class ConnectionPool {
  readonly #pool: pg.Pool;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new WeakMap<pg.PoolClient, PostgresConnection>();
  readonly #tables = { version: 0 };
  #ended: Promise<void> | undefined;
  #reading: Reading | undefined;
  #isSilent = false;
  readonly #readTurns: ReadTurns | undefined;

  constructor({ address, tls, connections, readTurns, onLost }: PoolOptions) {
    this.#readTurns = readTurns;
    this.#pool = new pg.Pool({
      ...address,
      ssl: tls,
      max: connections,
      application_name: "nearside-server",
      options: Object.entries({ ...(readTurns === undefined ? SESSION : READING), timezone: "UTC" })
        .map(([name, value]) => `-c ${name}=${value.replace(" ", "\\ ")}`)
        .join(" "),
      connectionTimeoutMillis: CONNECT_MS,
      idleTimeoutMillis: IDLE_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      stream: () => this.#socket(),
    });
    this.#pool.on("error", onLost);
    // A connection in use that breaks between two queries tells nobody else, and an `error` event without a listener ends the process.
    this.#pool.on("connect", (client) => void client.on("error", () => {}));
  }

  #socket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    return socket.once("close", () => this.#sockets.delete(socket));
  }

  get connections() {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { in_use: totalCount - idleCount, idle: idleCount, waited_for: waitingCount };
  }

  /** @throws DatabaseAway */
  async connect(): Promise<PostgresConnection> {
    if (this.#isSilent) throw new DatabaseAway(new Silence());
    return this.#connect();
  }

  async #connect(): Promise<PostgresConnection> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (cause) {
      if (this.#readTurns !== undefined && isWithoutPlace(cause)) throw new TooManyReads(cause);
      if (isSilence(cause)) this.#fallSilent();
      throw new DatabaseAway(cause);
    }
    const known = this.#connections.get(client);
    if (known !== undefined) return known;
    const isForReads = this.#readTurns !== undefined;
    const made = new PostgresConnection(client, this.#tables, () => this.#fallSilent(), isForReads);
    this.#connections.set(client, made);
    return made;
  }

  async use<T>(work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    return this.#readTurns === undefined ? this.#use(work) : this.#readTurns.have(() => this.#use(work));
  }

  async #use<T>(work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const connection = await this.connect();
    try {
      return await work(connection);
    } finally {
      connection.release();
    }
  }

  /**
   * Cuts every connection: what one of them waits for in vain, the others do too. Until the database answers on a new one nobody waits for
   * it, a request that asks it a second time included.
   */
  #fallSilent(): void {
    if (this.#isSilent) return;
    this.#isSilent = true;
    for (const socket of this.#sockets) socket.destroy(new Silence());
    void this.#awaitAnswer();
  }

  async #awaitAnswer(): Promise<void> {
    let isAnswered = false;
    while (!isAnswered && this.#ended === undefined) isAnswered = await this.#asks();
    this.#isSilent = false;
  }

  /** @returns true for every answer, a refusal included, which the next one who asks is told */
  async #asks(): Promise<boolean> {
    try {
      const connection = await this.#connect();
      await connection.ask("select 1", []).finally(() => connection.release());
      return true;
    } catch (error) {
      return !(error instanceof DatabaseAway && (isSilence(error.cause) || isWithoutPlace(error.cause)));
    }
  }

  /**
   * Answers a query that changes nothing and takes no lock. All of them share one connection: those that come while one is answered go
   * together in the next exchange. Where queries may take long, each has a connection for itself.
   */
  async read(sql: string, parameters: readonly unknown[]): Promise<readonly unknown[]> {
    if (this.#readTurns !== undefined) return this.use(async (one) => (await one.ask(sql, parameters)).rows);
    this.#reading ??= { connection: this.connect(), readers: 0 };
    const reading = this.#reading;
    reading.readers += 1;
    try {
      return (await (await reading.connection).ask(sql, parameters)).rows;
    } catch (error) {
      if (error instanceof DatabaseAway) this.#stopReading(reading); // the next one gets another connection
      throw error;
    } finally {
      reading.readers -= 1;
      if (reading.readers === 0) {
        this.#stopReading(reading);
        void reading.connection.then(
          (connection) => connection.release(),
          () => {},
        );
      }
    }
  }

  #stopReading(reading: Reading): void {
    if (this.#reading === reading) this.#reading = undefined;
  }

  /** Closes every connection; one that does not answer is cut. */
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
