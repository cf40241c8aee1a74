import { Worker } from "node:worker_threads";
import type { RuleWork, RuleWorkDone } from "./rule-messages.ts";

// To read a large set takes seconds, and to check or try a malicious one may never end. No login waits for that: it is done in threads. A
// thread is started when it is needed, does one piece of work after the other, and keeps no process alive.

/** The thread's own memory in megabytes; beyond it the thread alone ends. */
const MOST_MEGABYTES = 384;
/** The most time for one piece of work: that of the largest honest set that locks everybody out, on a slow machine. Milliseconds. */
const MOST_TIME = 120_000;
/** The most callers that wait for their turn; a later caller has to come again. */
const MOST_WAITING = 16;

/** The thread ended during its work. */
export class ThreadFailed extends Error {
  override readonly name = "ThreadFailed";
}

/** Too many callers wait already. */
export class ThreadBusy extends Error {
  override readonly name = "ThreadBusy";
}

type WorkOf<Kind extends RuleWork["kind"]> = Extract<RuleWork, { readonly kind: Kind }>;

/** Gives work to the thread. The draft that was read last is the one that is judged next. */
export type AskThread = <Kind extends RuleWork["kind"]>(work: WorkOf<Kind>) => Promise<RuleWorkDone[Kind]>;

export class RuleThread {
  readonly #mostTime: number;
  #worker: Worker | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(mostTime = MOST_TIME) {
    this.#mostTime = mostTime;
  }

  /**
   * Runs `work`, which has the thread to itself meanwhile.
   *
   * @throws ThreadFailed where the thread ended during the work, ThreadBusy where too many wait already
   */
  async have<Done>(work: (ask: AskThread) => Promise<Done>): Promise<Done> {
    if (this.#waiting >= MOST_WAITING) throw new ThreadBusy("too many wait for the thread that works on rules");
    this.#waiting += 1;
    const done = this.#turn.then(() => work((each) => this.#ask(each)));
    this.#turn = done.catch(() => undefined); // the caller gets the error, and the next one begins anyway
    try {
      return await done;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Ends the thread and frees its memory. The next work starts another one. */
  async end(): Promise<void> {
    const ending = this.#worker;
    this.#worker = undefined;
    await ending?.terminate();
  }

  #ask<Kind extends RuleWork["kind"]>(work: WorkOf<Kind>): Promise<RuleWorkDone[Kind]> {
    const asking = this.#started();
    return new Promise((resolve, reject) => {
      const failed = (cause?: unknown) => {
        clearTimeout(late);
        if (this.#worker === asking) this.#worker = undefined;
        reject(new ThreadFailed("the thread that works on rules has ended", { cause }));
      };
      const late = setTimeout(() => void asking.terminate(), this.#mostTime);
      late.unref();
      asking.once("error", failed);
      asking.once("exit", failed);
      asking.once("message", (done: RuleWorkDone[Kind]) => {
        clearTimeout(late);
        asking.off("error", failed);
        asking.off("exit", failed);
        resolve(done);
      });
      asking.postMessage(work);
    });
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const started = new Worker(new URL("./rule-worker.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    });
    started.unref();
    for (const end of ["error", "exit"] as const)
      started.on(end, () => {
        if (this.#worker === started) this.#worker = undefined;
      });
    this.#worker = started;
    return started;
  }
}

/** The threads of one server. */
export class RuleThreads {
  /** This thread serves everybody who writes rules and tries them. */
  readonly drafts = new RuleThread();
  /** This thread undoes a set that does harm, so that this never waits for a draft. */
  readonly rollBacks = new RuleThread();

  async end(): Promise<void> {
    await Promise.all([this.drafts.end(), this.rollBacks.end()]);
  }
}

export interface WithRuleThreads {
  readonly ruleThreads: RuleThreads;
}
