import { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";
import { DatabaseAway } from "./database-away.ts";
import { PreparingClient, Statements } from "./postgres-statements.ts";

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
  /** Called for an idle connection that was lost. The next query that needs one makes another. */
  readonly onLost: (error: Error) => void;
}

/** The longest wait for a connection, a new one or one of those in use. Milliseconds. */
const CONNECT_MS = 5_000;
/** The database's own limit for a statement, with its wait for a lock. Ours is longer, for a network that is silent. */
const STATEMENT_MS = 15_000;
const LOCK_MS = 10_000;
const ANSWER_MS = 20_000;
/**
 * Our transactions wait for nothing but the database, so one that is idle for longer belongs to a process that was stopped with locks held.
 */
const IDLE_IN_TRANSACTION_MS = 15_000;
const IDLE_MS = 60_000;
const KEEP_ALIVE_MS = 10_000;
/** The longest time for closing connections in an orderly way, before they are cut. */
const END_MS = 2_000;

/** Settings of every connection, whatever the database's own defaults are, isolation above all. */
const SESSION = "-c default_transaction_isolation=read\\ committed -c timezone=UTC";

/** The connections to PostgreSQL, in the shape that Kysely's dialect uses. */
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
    // A connection in use that breaks between two queries tells nobody else, and an `error` event without a listener ends the process.
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
    const cached = this.#clients.get(client);
    if (cached !== undefined) return cached;
    const made = new PreparingClient(client, this.#statements);
    this.#clients.set(client, made);
    return made;
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

// Parsers that give PostgreSQL's values the types of SQLite's: numbers for whole numbers, plain `Uint8Array` for bytes.

const { BYTEA, INT8 } = pg.types.builtins;

/** PostgreSQL sends these as text, since a JavaScript number holds no more than 2^53. Our stored values and counts are never greater. */
function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError("the database holds an integer beyond 2^53");
  return value;
}

/** The hex format, which every connection of ours uses (`bytea_output`). */
const readBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.slice("\\x".length), "hex"));

/** For values in text format. None is requested in binary. */
function getTypeParser(oid: number): (text: string) => unknown {
  if (oid === INT8) return readInt8;
  if (oid === BYTEA) return readBytes;
  return pg.types.getTypeParser(oid);
}
