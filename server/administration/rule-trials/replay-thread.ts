import { Worker } from "node:worker_threads";
import type { ReplayBatch, ReplaySaid, ReplayTask } from "./replay-messages.ts";
import type { Found } from "./tally.ts";

/** The most megabytes of one thread's own memory, beyond which it fails alone. A set of the greatest size with a batch takes a third. */
const MOST_MEGABYTES = 384;

/** A thread that judges batches, one at a time. */
export class ReplayThread {
  readonly #worker: Worker;
  /** Rejects once the thread has ended, at any time. */
  readonly #ended: Promise<never>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#ended = new Promise((_resolve, reject) => {
      worker.once("error", reject);
      worker.once("exit", () => reject(new Error("the thread has ended")));
    });
    this.#ended.catch(() => undefined); // it may end while nobody waits for it
  }

  /** @throws the error of the thread */
  static async start(task: ReplayTask): Promise<ReplayThread> {
    const worker = new Worker(new URL("./replay-worker.ts", import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    });
    worker.unref(); // the thread alone keeps no process alive
    const thread = new ReplayThread(worker);
    const { kind } = await thread.#next();
    if (kind !== "ready") throw new Error(`a thread said ${kind} before it was asked`);
    return thread;
  }

  /** @throws the error of the thread, or an error that it has ended */
  async judge(batch: ReplayBatch): Promise<Found> {
    const answer = this.#next();
    this.#worker.postMessage(batch);
    const said = await answer;
    if (said.kind !== "found") throw new Error(`a thread said ${said.kind} of a batch`);
    return said.found;
  }

  /** Ends it at once, in the midst of its work. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #next(): Promise<ReplaySaid> {
    const said = new Promise<ReplaySaid>((resolve) => this.#worker.once("message", resolve));
    return Promise.race([said, this.#ended]);
  }
}
