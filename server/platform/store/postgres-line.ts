import { Socket } from "node:net";
import pg from "pg";
import type { Hearing, Line } from "./line.ts";
import type { PoolOptions } from "./postgres-pool.ts";

/** Milliseconds until a line that was lost is opened again. */
const AGAIN_MS = 1000;
const CONNECT_MS = 5000;
/** A database that does not take a message within this time has lost the line. Milliseconds. */
const ANSWER_MS = 5000;
const KEEP_ALIVE_MS = 10_000;

/**
 * One connection that listens (PostgreSQL's LISTEN and NOTIFY), beside those of the pool. It speaks outside of any transaction that
 * changes something: a notification holds a lock of the whole database until its commit is on the disk, and logins would wait for it.
 */
export function openPostgresLine(options: Pick<PoolOptions, "address" | "tls">, hearing: Hearing): Line {
  return new PostgresLine(options, hearing);
}

class PostgresLine implements Line {
  readonly #options: Pick<PoolOptions, "address" | "tls">;
  readonly #hearing: Hearing;
  #open: Opened | undefined;
  #again: NodeJS.Timeout | undefined;
  #isClosed = false;
  #opening: Promise<void>;

  constructor(options: Pick<PoolOptions, "address" | "tls">, hearing: Hearing) {
    this.#options = options;
    this.#hearing = hearing;
    this.#opening = this.#connect();
  }

  async #connect(): Promise<void> {
    const made = connection(this.#options);
    const { promise: broken, reject } = Promise.withResolvers<never>();
    made.client.on("error", reject).on("end", () => reject(new Error("the connection ended")));
    made.client.on("notification", ({ payload = "" }) => this.#hearing.hear(payload));
    broken.catch((error: unknown) => this.#lose(made, error));
    try {
      await Promise.race([made.client.connect(), broken]);
      const { rows } = await made.client.query<{ schema: string }>("select current_schema() as schema");
      const channel = `nearside ${rows[0]?.schema}`.slice(0, 63);
      // a message changes nothing, and what it tells was on the disk before
      await made.client.query("set synchronous_commit = off");
      await made.client.query(`listen ${made.client.escapeIdentifier(channel)}`);
      if (this.#isClosed) return made.cut();
      this.#open = { ...made, channel };
      this.#hearing.opened();
    } catch (error) {
      reject(error);
    }
  }

  #lose({ cut }: Made, error: unknown): void {
    cut();
    this.#open = undefined;
    if (this.#isClosed || this.#again !== undefined) return;
    this.#hearing.lost(error);
    this.#again = setTimeout(() => {
      this.#again = undefined;
      this.#opening = this.#connect();
    }, AGAIN_MS).unref();
  }

  async say(message: string): Promise<boolean> {
    const line = this.#open;
    if (line === undefined) return false;
    try {
      await line.client.query({ name: "say", text: "select pg_notify($1, $2)", values: [line.channel, message] });
      return true;
    } catch (error) {
      this.#lose(line, error);
      return false;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#again);
    const line = this.#open;
    this.#open = undefined;
    if (line !== undefined) await line.client.end().catch(() => {});
    await this.#opening;
    line?.cut();
  }
}

interface Made {
  readonly client: pg.Client;
  /** Ends the connection, also if the other end is silent. */
  cut(): void;
}

interface Opened extends Made {
  readonly channel: string;
}

function connection({ address, tls }: Pick<PoolOptions, "address" | "tls">): Made {
  const socket = new Socket();
  const client = new pg.Client({
    ...address,
    ssl: tls,
    application_name: "nearside-server line",
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    stream: () => socket,
  });
  return { client, cut: () => void socket.destroy() };
}
