import { once } from "node:events";
import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** Both put the log into the database and begin a new one. `truncate` also empties its file, so that nothing of the old is left. */
export type CheckpointMode = "restart" | "truncate";

export interface CheckpointAnswer {
  /** False if another process reads what is in the log. */
  readonly isDone: boolean;
  readonly error?: unknown;
}

/** The next checkpoint may come at once, or in hours, and a thread holds 18 MB: it ends after so many idle milliseconds. */
const IDLE_MS = 10_000;

/** A checkpoint whose thread has started. */
interface Checkpoint {
  /**
   * Nothing may be written meanwhile: the thread holds SQLite's lock for writing.
   *
   * @returns false if it has to wait for another process that reads, such as a backup
   * @throws what SQLite says
   */
  take(mode: CheckpointMode): Promise<boolean>;
  /** Needs the thread no longer. */
  end(): void;
}

/** Puts the write-ahead log into the database, in a thread: the disk is asked to keep both, and may take its time. */
export class Checkpoints {
  readonly #path: string;
  #thread:
    | { readonly worker: Worker; readonly started: Promise<unknown>; readonly exited: Promise<unknown> }
    | undefined;
  /** The transactions that have not ended. */
  readonly #open = new Set<Promise<void>>();
  #idle: NodeJS.Timeout | undefined;

  /** @param path of the database */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Starts the thread if it does not run, which takes longer than most checkpoints.
   *
   * @throws what SQLite says, and an error of the thread
   */
  async begin(): Promise<Checkpoint> {
    if (this.#isLogEmpty) return NOTHING_TO_DO;
    clearTimeout(this.#idle);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    this.#open.add(ended);
    const end = () => {
      this.#open.delete(ended);
      resolve();
      if (this.#open.size === 0) this.#idle = setTimeout(() => void this.#endThread(), IDLE_MS).unref();
    };
    try {
      const { worker, started } = this.#startedThread();
      await started;
      return { take: (mode) => this.#take(worker, mode), end };
    } catch (error) {
      end();
      throw error;
    }
  }

  async #take(worker: Worker, mode: CheckpointMode): Promise<boolean> {
    if (this.#isLogEmpty) return true; // another one has just emptied it
    worker.ref(); // the process does not end while somebody waits
    const answered = once(worker, "message"); // it rejects with an error of the thread
    worker.postMessage(mode);
    const [answer]: CheckpointAnswer[] = await answered.finally(() => worker.unref());
    if (answer?.error !== undefined) throw answer.error;
    return answer?.isDone ?? false;
  }

  /** Resolves when every checkpoint and the thread have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#open);
    clearTimeout(this.#idle);
    await this.#endThread();
  }

  #startedThread() {
    if (this.#thread !== undefined) return this.#thread;
    const worker = new Worker(new URL("./checkpoint-worker.ts", import.meta.url), {
      workerData: { path: this.#path },
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    });
    const thread = {
      worker,
      started: once(worker, "message").finally(() => worker.unref()),
      exited: new Promise((resolve) => worker.once("exit", resolve)),
    };
    const forget = () => {
      if (this.#thread === thread) this.#thread = undefined;
    };
    worker.once("error", forget); // comes before its exit, and the next checkpoint must not wait for a dying thread
    worker.once("exit", forget);
    this.#thread = thread;
    return thread;
  }

  async #endThread(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    if (thread === undefined) return;
    thread.worker.ref(); // or the process ends before this does, with what waits for it undone
    thread.worker.postMessage("end");
    await thread.exited;
  }

  /** The log is empty when a server starts that was ended well. */
  get #isLogEmpty(): boolean {
    return statSync(`${this.#path}-wal`).size === 0;
  }
}

const NOTHING_TO_DO: Checkpoint = { take: async () => true, end: () => {} };
