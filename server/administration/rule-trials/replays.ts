import type { ReplayAnswer, replayBodySchema } from "@nearside/shared/api/console/rule-trials.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import type * as v from "valibot";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithRules } from "../../protocol/rules/active-rules.ts";
import type { WithRuleThreads } from "../../protocol/rules/rule-thread.ts";
import { consoleTexts } from "../../texts/console.ts";
import { demandReadable } from "./draft-thread.ts";
import { BATCH, Replay } from "./replay.ts";
import type { ReplayTask } from "./replay-messages.ts";
import { ReplayThread } from "./replay-thread.ts";
import { extentSince } from "./stored-decisions.ts";

/** At most this many threads judge for one replay. */
const MOST_THREADS = 2;
/** At most this many replays run at a time, of all people together. */
const MOST_RUNNING = 2;
/** At most this many ended replays can still be looked at: the newest. */
const MOST_ENDED = 8;
const DAY_MS = 86_400_000;

interface OwnedReplay {
  readonly owner: string;
  /** Undefined while its threads start. */
  replay: Replay | undefined;
}

/**
 * The replays of this server. Each belongs to its owner alone. They live in memory: one that is lost with the server is started
 * again. A person has one at a time; another one ends it.
 */
export class Replays {
  /** Keyed by id, the oldest first. */
  readonly #owned = new Map<string, OwnedReplay>();
  #isStopping = false;

  /**
   * Begins a replay, and ends another one of its owner.
   *
   * @returns its id
   * @throws ConsoleError `conflict` if too many run, `invalid_request` if the draft is no set of rules
   */
  async begin(
    services: WithClock & WithDb & WithLog & WithRandom & WithRules & WithRuleThreads,
    owner: string,
    body: v.InferOutput<typeof replayBodySchema>,
  ): Promise<string> {
    await this.#stopOf(owner);
    const running = [...this.#owned.values()].filter(({ replay }) => replay?.isRunning ?? true);
    if (running.length >= MOST_RUNNING || running.some((each) => each.owner === owner) || this.#isStopping)
      throw new ConsoleError("conflict", {
        description: consoleTexts.rules.busyReplaying,
      });
    const id = newRandomId(services.random);
    const owned: OwnedReplay = { owner, replay: undefined };
    this.#owned.set(id, owned);
    try {
      owned.replay = await this.#start(services, body);
    } catch (error) {
      this.#owned.delete(id);
      throw error;
    }
    this.#forget();
    return id;
  }

  /** Gives the findings so far; undefined if that owner has no replay of that id. */
  answerOf(id: string, owner: string): ReplayAnswer | undefined {
    return this.#find(id, owner)?.answer();
  }

  /**
   * Stops a replay. Its findings so far stay.
   *
   * @returns false if that owner has no replay of that id
   */
  async stop(id: string, owner: string): Promise<boolean> {
    const replay = this.#find(id, owner);
    await replay?.stop();
    return replay !== undefined;
  }

  /** Stops all of them and lets no other begin, since the server ends. */
  async stopAll(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#owned.values()].map(({ replay }) => replay?.stop()));
  }

  #find(id: string, owner: string): Replay | undefined {
    const owned = this.#owned.get(id);
    return owned?.owner === owner ? owned.replay : undefined;
  }

  async #stopOf(owner: string): Promise<void> {
    const own = [...this.#owned.values()].filter((each) => each.owner === owner);
    await Promise.all(own.map(({ replay }) => replay?.stop()));
  }

  async #start(
    services: WithClock & WithDb & WithLog & WithRules & WithRuleThreads,
    { text, days, report_only_active }: v.InferOutput<typeof replayBodySchema>,
  ) {
    await demandReadable(services, text); // first, so that no thread begins for a text that is no set of rules
    const { version, text: before } = await services.rules.current(services.db);
    const since = services.clock() - days * DAY_MS;
    const extent = await extentSince(services.db, since);
    const task: ReplayTask = { before: { text: before, version }, after: text, promotes: report_only_active };
    // a thread takes longer to start than to judge one batch
    const threads = Math.min(MOST_THREADS, Math.ceil(extent.total / BATCH));
    const started = await startThreads(task, threads);
    if (this.#isStopping) {
      await Promise.all(started.map((thread) => thread.end()));
      throw new ConsoleError("conflict");
    }
    return new Replay(services, started, version, { ...extent, since });
  }

  #forget(): void {
    const ended = [...this.#owned].filter(([, { replay }]) => replay?.isRunning === false);
    for (const [id] of ended.slice(0, Math.max(0, ended.length - MOST_ENDED))) this.#owned.delete(id);
  }
}

/** Starts all threads of a replay, or leaves none behind. */
async function startThreads(task: ReplayTask, count: number): Promise<readonly ReplayThread[]> {
  const started = await Promise.allSettled(Array.from({ length: count }, () => ReplayThread.start(task)));
  const threads = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const failed = started.find((each) => each.status === "rejected");
  if (failed === undefined) return threads;
  await Promise.all(threads.map((thread) => thread.end()));
  throw failed.reason;
}

export interface WithReplays {
  readonly replays: Replays;
}
