import type { ReplayAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { logTexts } from "../../texts/log.ts";
import type { ReplayThread } from "./replay-thread.ts";
import { decisionsBefore, type Extent, type StoredDecision } from "./stored-decisions.ts";
import { Tally } from "./tally.ts";

/** Logins in one batch. It takes some tenths of a second of a thread's time, and a millisecond of the server's. */
export const BATCH = 250;
/** Milliseconds for which a replay continues after the last look at it, since its owner may have left the page. */
const UNWATCHED_MS = 120_000;

interface Stretch extends Extent {
  /** Epoch milliseconds. */
  readonly since: number;
}

/** Replays one draft against the logins of some days. Its threads judge; this object reads the logins and counts. */
export class Replay {
  readonly #services: WithClock & WithDb & WithLog;
  readonly #threads: readonly ReplayThread[];
  readonly #against: string;
  readonly #stretch: Stretch;
  readonly #tally = new Tally();
  readonly #began: number;
  #state: ReplayAnswer["state"] = "running";
  #endedAt: number | undefined;
  #lookedAt: number;
  #before: number;
  #reading: Promise<unknown> = Promise.resolve();
  /** Resolves when all its threads have ended. */
  readonly ended: Promise<void>;

  /** @param against the active version, with which the draft is compared */
  constructor(
    services: WithClock & WithDb & WithLog,
    threads: readonly ReplayThread[],
    against: string,
    stretch: Stretch,
  ) {
    this.#services = services;
    this.#threads = threads;
    this.#against = against;
    this.#stretch = stretch;
    this.#before = stretch.newest + 1;
    this.#began = services.clock();
    this.#lookedAt = this.#began;
    this.ended = this.#run();
  }

  get isRunning(): boolean {
    return this.#state === "running";
  }

  /** Gives the findings so far. */
  answer(): ReplayAnswer {
    const now = this.#services.clock();
    this.#endUnwatched(now);
    this.#lookedAt = now;
    const shown = this.#tally.shown(this.isRunning);
    // rows that were swept meanwhile are not waited for
    const total = this.#state === "done" ? shown.done : Math.max(shown.done, this.#stretch.total);
    const took = Math.max(0, (this.#endedAt ?? now) - this.#began);
    return { state: this.#state, against: this.#against, total, took, ...shown };
  }

  /** Stops it. The findings so far stay. */
  async stop(): Promise<void> {
    this.#end("stopped");
    await this.ended;
  }

  async #run(): Promise<void> {
    try {
      await Promise.all(this.#threads.map((thread) => this.#drive(thread)));
      this.#end("done");
    } catch (err) {
      if (this.isRunning) this.#services.log.error({ err }, logTexts.rules.replayFailed);
      this.#end("failed");
    } finally {
      await Promise.all(this.#threads.map((thread) => thread.end()));
    }
  }

  async #drive(thread: ReplayThread): Promise<void> {
    while (this.isRunning) {
      const batch = await this.#nextBatch();
      if (batch.length === 0 || !this.isRunning) return;
      const found = await thread.judge(batch);
      if (!this.isRunning) return; // its end was recorded already
      this.#tally.add(found);
      this.#endUnwatched(this.#services.clock());
    }
  }

  /** Reads the next batch. If two threads need one at once, the second gets the batch after the first one's. */
  #nextBatch(): Promise<readonly StoredDecision[]> {
    const batch = this.#reading.then(async () => {
      if (!this.isRunning) return [];
      const rows = await decisionsBefore(this.#services.db, this.#before, this.#stretch.since, BATCH);
      this.#before = rows.at(-1)?.seq ?? 0;
      return rows;
    });
    this.#reading = batch.catch(() => undefined);
    return batch;
  }

  #endUnwatched(now: number): void {
    if (now - this.#lookedAt > UNWATCHED_MS) this.#end("stopped");
  }

  /** The first recorded end stays. The threads are ended at once, so that all who wait for one learn it. */
  #end(state: "done" | "stopped" | "failed"): void {
    if (!this.isRunning) return;
    this.#state = state;
    this.#endedAt = this.#services.clock();
    for (const thread of this.#threads) void thread.end();
  }
}
