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

/** Puts the write-ahead log into the database, in a thread: the disk is asked to keep both, and may take its time. */
export class Checkpoints {
  readonly #path: string;
  #thread: Worker | undefined;

  /** @param path of the database */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Nothing may be written meanwhile: the thread holds SQLite's lock for writing.
   *
   * @returns false if it has to wait for another process that reads, such as a backup
   * @throws what SQLite says
   */
  async take(mode: CheckpointMode): Promise<boolean> {
    if (statSync(`${this.#path}-wal`).size === 0) return true; // so it is when a server starts that was ended well
    const thread = this.#started();
    thread.ref(); // the process goes on as long as somebody waits
    const answered = once(thread, "message"); // it rejects with an error of the thread
    thread.postMessage(mode);
    const [answer]: CheckpointAnswer[] = await answered.finally(() => thread.unref());
    if (answer?.error !== undefined) throw answer.error;
    return answer?.isDone ?? false;
  }

  async end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    if (thread === undefined) return;
    const ended = once(thread, "exit");
    thread.ref(); // or the process ends before this does, with what waits for it undone
    thread.postMessage("end");
    await ended;
  }

  #started(): Worker {
    if (this.#thread !== undefined) return this.#thread;
    const started = new Worker(new URL("./checkpoint-worker.ts", import.meta.url), {
      workerData: { path: this.#path },
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    });
    started.unref();
    started.once("exit", () => {
      if (this.#thread === started) this.#thread = undefined;
    });
    this.#thread = started;
    return started;
  }
}
