import { Worker } from "node:worker_threads";
import type { RuleProblem } from "../rules-refused.ts";
import type { ReplayBatch, ReplaySaid, ReplayTask } from "./replay-messages.ts";
import type { Found } from "./tally.ts";

/** Megabytes of one thread's own memory, beyond which it fails alone: a set of the greatest size with a batch takes a third. */
const MOST_MEGABYTES = 384;

/** A thread that judges batches, one at a time. */
export class ReplayThread {
  readonly #worker: Worker;
  /** Rejects once it has ended, whenever that is. */
  readonly #ended: Promise<never>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#ended = new Promise((_resolve, reject) => {
      worker.once("error", reject);
      worker.once("exit", () => reject(new Error("the thread has ended")));
    });
    this.#ended.catch(() => undefined); // it may end while nobody waits for it
  }

  /** @returns the places that are wrong where the draft is no set of rules */
  static async start(task: ReplayTask): Promise<ReplayThread | readonly RuleProblem[]> {
    const worker = new Worker(new URL("./replay-worker.ts", import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    });
    worker.unref(); // it alone keeps no process alive
    const thread = new ReplayThread(worker);
    const said = await thread.#next();
    if (said.kind === "ready") return thread;
    await thread.end();
    if (said.kind === "refused") return said.problems;
    throw new Error("a thread found something before it was asked");
  }

  /** @throws what it failed with, or that it has ended */
  async judge(batch: ReplayBatch): Promise<Found> {
    const answer = this.#next();
    this.#worker.postMessage(batch);
    const said = await answer;
    if (said.kind !== "found") throw new Error(`a thread said ${said.kind} of a batch`);
    return said.found;
  }

  /** At once, whatever it is at. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #next(): Promise<ReplaySaid> {
    const said = new Promise<ReplaySaid>((resolve) => this.#worker.once("message", resolve));
    return Promise.race([said, this.#ended]);
  }
}
