import { type ChildProcess, fork } from "node:child_process";
import type { SQLInputValue } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { DatabaseAway } from "./database-away.ts";
import { ReadTooLong, TooManyReads } from "./reads.ts";

/** A process is told its database first. */
export type ReaderMessage =
  | { readonly path: string }
  | { readonly sql: string; readonly values: readonly SQLInputValue[] };

export type ReaderAnswer =
  | { readonly columns: readonly string[]; readonly rows: readonly Readonly<Record<number, unknown>>[] }
  | { readonly failed: string };

/** Milliseconds. */
interface Limits {
  /** The longest time for the query itself. */
  readonly mostMs: number;
  /** The longest wait for others. */
  readonly mostWaitMs: number;
  /** A process for which nobody has any work ends after that time. */
  readonly idleMs: number;
}

const LIMITS: Limits = { mostMs: 5_000, mostWaitMs: 10_000, idleMs: 60_000 };
/** The most queries that wait for their turn; a later caller has to come again. */
const MOST_WAITING = 64;
/** Megabytes of its own memory. It holds the rows of one query. */
const MOST_MEGABYTES = 128;

interface Asked {
  readonly query: Extract<ReaderMessage, { readonly sql: string }>;
  readonly answered: PromiseWithResolvers<ReaderAnswer>;
  /** It ends the wait, and then the query. */
  late: NodeJS.Timeout;
}

/**
 * Reads the embedded database in a process of its own, one query at a time. A thread would not do: SQLite does not let go of one in the
 * midst of a statement, and a process can be killed. It is started when somebody reads, and ends when nobody has for a while.
 */
export class SqliteReader {
  readonly #path: string;
  readonly #limits: Limits;
  readonly #waiting: Asked[] = [];
  #process: ChildProcess | undefined;
  /** It was killed and has not ended. On a disk that hangs it may not for long, and another one would hang beside it. */
  #ending: ChildProcess | undefined;
  #running: Asked | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** The callers that wait until no query is under way. */
  readonly #awaitQuiet: (() => void)[] = [];
  #holds = 0;
  #isEnded = false;

  /** @param path of the database */
  constructor(path: string, limits = LIMITS) {
    this.#path = path;
    this.#limits = limits;
  }

  /** @throws ReadTooLong, TooManyReads, DatabaseAway where the process has ended, and what SQLite says */
  async ask(sql: string, values: readonly SQLInputValue[]): Promise<Exclude<ReaderAnswer, { failed: string }>> {
    if (this.#isEnded) throw new Error("the database is closed");
    if (this.#waiting.length >= MOST_WAITING) throw tooMany();
    const late = setTimeout(() => this.#sendAway(asked), this.#limits.mostWaitMs);
    const asked: Asked = { query: { sql, values }, answered: Promise.withResolvers(), late };
    this.#waiting.push(asked);
    this.#next();
    try {
      const answer = await asked.answered.promise;
      if ("failed" in answer) throw new Error(answer.failed);
      return answer;
    } finally {
      clearTimeout(asked.late);
    }
  }

  /**
   * Runs the work while no query is under way. A query keeps the log of the database from being started again. Those that come meanwhile wait.
   */
  async whileQuiet<T>(work: () => Promise<T>): Promise<T> {
    this.#holds += 1;
    try {
      if (this.#running !== undefined) await new Promise<void>((resolve) => this.#awaitQuiet.push(resolve));
      return await work();
    } finally {
      this.#holds -= 1;
      this.#next();
    }
  }

  /** Ends the process. Nothing may be asked any more. */
  async end(): Promise<void> {
    this.#isEnded = true;
    for (const { answered } of this.#waiting.splice(0)) answered.reject(new Error("the database is closed"));
    const ending = this.#process;
    if (ending === undefined) return;
    const exited = new Promise((resolve) => ending.once("exit", resolve));
    ending.ref();
    ending.kill("SIGKILL"); // it changes nothing, so there is nothing to end well
    await exited;
  }

  #next(): void {
    if (this.#running !== undefined || this.#ending !== undefined || this.#holds > 0) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#running = next;
    clearTimeout(next.late);
    next.late = setTimeout(() => this.#giveUp(next), this.#limits.mostMs);
    clearTimeout(this.#idle);
    const reader = this.#started();
    reader.ref();
    reader.channel?.ref();
    reader.send(next.query, (error) => error && reader.kill("SIGKILL"));
  }

  #sendAway(asked: Asked): void {
    this.#waiting.splice(this.#waiting.indexOf(asked), 1);
    asked.answered.reject(tooMany());
  }

  /** Ends the query that is under way, and the process with it. */
  #giveUp(asked: Asked): void {
    asked.answered.reject(new ReadTooLong());
    this.#kill();
    this.#free();
  }

  #free(): void {
    this.#running = undefined;
    for (const resolve of this.#awaitQuiet.splice(0)) resolve();
    this.#process?.unref(); // it alone keeps no server alive
    this.#process?.channel?.unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#kill(), this.#limits.idleMs);
    this.#idle.unref();
    this.#next();
  }

  /** Kills the process. The next one starts when this one has ended. */
  #kill(): void {
    const killed = this.#process;
    if (killed === undefined) return;
    this.#process = undefined;
    this.#ending = killed;
    killed.once("exit", () => {
      this.#ending = undefined;
      this.#next();
    });
    killed.kill("SIGKILL");
  }

  #started(): ChildProcess {
    if (this.#process !== undefined) return this.#process;
    const started = fork(fileURLToPath(new URL("./sqlite-reader-worker.ts", import.meta.url)), {
      env: {}, // the server's may have secrets
      execArgv: [`--max-old-space-size=${MOST_MEGABYTES}`, "--max-semi-space-size=2"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    started.on("message", (answer: ReaderAnswer) => {
      if (this.#process !== started) return; // it was given up
      this.#running?.answered.resolve(answer);
      this.#free();
    });
    const lost = (cause: Error) => {
      if (this.#process !== started) return;
      this.#process = undefined;
      this.#running?.answered.reject(new DatabaseAway(cause));
      this.#free();
    };
    started.on("error", lost); // it could not be started
    started.once("exit", (code, signal) => lost(new Error(`the process that reads has ended (${signal ?? code})`)));
    const first: ReaderMessage = { path: this.#path };
    started.send(first, () => {});
    this.#process = started;
    return started;
  }
}

const tooMany = (): TooManyReads => new TooManyReads(new Error("too many reads wait for their turn"));
