import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import type { Config } from "../config/config.ts";
import { LIMITS, type LimitName } from "./limits.ts";

/** The state of a budget: used up or not, and the time until its window ends. */
interface BudgetState {
  readonly isOver: boolean;
  /** Seconds until it is whole again. */
  readonly wholeIn: number;
}

/**
 * Counts by limit and key, and compares the count with `times` budgets of that limit. The counts are in the memory of this process.
 * Each of several processes counts what it was asked itself, for a count in the database would cost every request a write (docs/how-to/operate-database.md).
 */
interface Budgets {
  /** Takes one, even where none is left. */
  spend(limit: LimitName, key: string, times?: number): Promise<BudgetState>;
  /** Puts back one that was taken. */
  giveBack(limit: LimitName, key: string): Promise<void>;
  /** Takes nothing, and tells if there is one left to take. */
  look(limit: LimitName, key: string, times?: number): Promise<BudgetState>;
  /** True if nothing was taken in this window. */
  isUntouched(limit: LimitName, key: string): Promise<boolean>;
  /** Runs it after everybody who came earlier with that limit and key. It is for work that is checked first and counted afterwards. */
  inTurn<T>(limit: LimitName, key: string, run: () => Promise<T>): Promise<T>;
  /** True once for each limit, key and window, so that a flood writes one line and not a million. */
  isFirstRefusal(limit: LimitName, key: string): Promise<boolean>;
}

const FRESH: BudgetState = { isOver: false, wholeIn: 0 };
const seconds = ({ msBeforeNext }: RateLimiterRes): number => Math.max(0, msBeforeNext) / 1000;

/** One number for each limit and key, which is forgotten with its window. */
export function budgetsInMemory(settings: Config["limits"]): Budgets {
  const limiters = new Map<LimitName, RateLimiterMemory>();
  const limiter = (limit: LimitName): RateLimiterMemory => {
    const cached = limiters.get(limit);
    if (cached !== undefined) return cached;
    const { points, seconds: duration } = LIMITS[limit];
    const made = new RateLimiterMemory({ keyPrefix: limit, points: points(settings), duration });
    limiters.set(limit, made);
    return made;
  };
  const untilNow = async (limit: LimitName, key: string): Promise<RateLimiterRes | undefined> => {
    const found = await limiter(limit).get(key);
    return found === null || found.msBeforeNext <= 0 ? undefined : found; // a window that is over may still be listed
  };
  const last = new Map<string, Promise<unknown>>();
  const refusals = new RateLimiterMemory({ keyPrefix: "refused", points: 1, duration: 1 });
  return {
    async spend(limit, key, times = 1) {
      const after = await limiter(limit).penalty(key);
      return { isOver: after.consumedPoints > limiter(limit).points * times, wholeIn: seconds(after) };
    },
    async giveBack(limit, key) {
      // a new window has started meanwhile, and is unused
      if (((await untilNow(limit, key))?.consumedPoints ?? 0) > 0) await limiter(limit).reward(key);
    },
    async look(limit, key, times = 1) {
      const now = await untilNow(limit, key);
      if (now === undefined) return FRESH;
      return { isOver: now.consumedPoints >= limiter(limit).points * times, wholeIn: seconds(now) };
    },
    isUntouched: async (limit, key) => ((await untilNow(limit, key))?.consumedPoints ?? 0) <= 0,
    inTurn(limit, key, run) {
      const name = `${limit} ${key}`;
      const mine = (last.get(name) ?? Promise.resolve()).then(run, run); // even if the one before failed
      last.set(name, mine);
      const forget = () => {
        if (last.get(name) === mine) last.delete(name);
      };
      mine.then(forget, forget);
      return mine;
    },
    async isFirstRefusal(limit, key) {
      const customDuration = LIMITS[limit].seconds;
      return (await refusals.penalty(`${limit} ${key}`, 1, { customDuration })).consumedPoints === 1;
    },
  };
}

export interface WithBudgets {
  readonly budgets: Budgets;
}
