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

/** A checkpoint whose thread has started. */
interface Checkpoint {
  /**
   * Nothing may be written meanwhile: the thread holds SQLite's lock for writing.
   *
   * @returns false if it has to wait for another process that reads, such as a backup
   * @throws what SQLite says
   */
  take(mode: CheckpointMode): Promise<boolean>;
  /** Ends the thread. */
  end(): Promise<void>;
}

/**
 * Puts the write-ahead log into the database, in a thread: the disk is asked to keep both, and may take its time. Each checkpoint has a
 * thread of its own, since a thread holds 18 MB, and hours may pass until the next one.
 */
export class Checkpoints {
  readonly #path: string;
  /** Those that have not ended. */
  readonly #threads = new Set<Promise<unknown>>();

  /** @param path of the database */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Starts the thread, which takes longer than most checkpoints.
   *
   * @throws what SQLite says, and an error of the thread
   */
  async begin(): Promise<Checkpoint> {
    if (this.#isLogEmpty) return NOTHING_TO_DO;
    const thread = new Worker(new URL("./checkpoint-worker.ts", import.meta.url), {
      workerData: { path: this.#path },
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    });
    const exited = new Promise((resolve) => thread.once("exit", resolve));
    this.#threads.add(exited);
    exited.then(() => this.#threads.delete(exited));
    await once(thread, "message"); // it rejects with an error of the thread
    return {
      take: async (mode) => {
        if (this.#isLogEmpty) return true; // another one has just emptied it
        const answered = once(thread, "message");
        thread.postMessage(mode);
        const [answer]: CheckpointAnswer[] = await answered;
        if (answer?.error !== undefined) throw answer.error;
        return answer?.isDone ?? false;
      },
      end: async () => {
        thread.postMessage("end");
        await exited;
      },
    };
  }

  /** Resolves when every thread has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#threads);
  }

  /** So it is when a server starts that was ended well. */
  get #isLogEmpty(): boolean {
    return statSync(`${this.#path}-wal`).size === 0;
  }
}

const NOTHING_TO_DO: Checkpoint = { take: async () => true, end: async () => {} };
