import { Worker } from "node:worker_threads";
import type { ReplayBatch, ReplayMessage, ReplayTask } from "./replay-messages.ts";
import type { Found } from "./tally.ts";

/**
 * Megabytes of one thread's own memory, beyond which it fails alone. A set of the greatest size with a batch takes a third.
 */
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
    this.#ended.catch(() => undefined); // it may end while no call waits for it
  }

  /**
   * Starts a thread and waits until it is ready.
   *
   * @throws the error of the thread
   */
  static async start(task: ReplayTask): Promise<ReplayThread> {
    const worker = new Worker(new URL("./replay-worker.ts", import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    });
    worker.unref(); // the thread alone keeps no process alive
    const thread = new ReplayThread(worker);
    const { kind } = await thread.#next();
    if (kind !== "ready") throw new Error(`a thread sent ${kind} before it got a batch`);
    return thread;
  }

  /**
   * Judges one batch.
   *
   * @throws the error of the thread, or an error that it has ended
   */
  async judge(batch: ReplayBatch): Promise<Found> {
    const answer = this.#next();
    this.#worker.postMessage(batch);
    const message = await answer;
    if (message.kind !== "found") throw new Error(`a thread answered a batch with ${message.kind}`);
    return message.found;
  }

  /** Ends it at once, in the midst of its work. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #next(): Promise<ReplayMessage> {
    const message = new Promise<ReplayMessage>((resolve) => this.#worker.once("message", resolve));
    return Promise.race([message, this.#ended]);
  }
}
