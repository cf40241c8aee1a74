import type { Waiting } from "../waiting.ts";
import { Unreachable } from "./http.ts";
import { ServerRefusal } from "./server-refusal.ts";

/** The pause before the second try, doubled for each further one. Milliseconds. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;
/** A server, or a gateway before it, answers later if it says one of these. */
const PASSING = new Set([429, 502, 503, 504]);

/** True if another try may help: nothing came through, or the server is busy. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof ServerRefusal && PASSING.has(error.status));

/** Tells that the server can't be reached, at the second try in vain, and that it answers again. */
export function createOutage({ serverAway }: Pick<Waiting, "serverAway">) {
  let tries = 0;
  return {
    failed: (error: unknown): void => {
      tries =
        error instanceof Unreachable || (error instanceof ServerRefusal && GATEWAYS.has(error.status)) ? tries + 1 : 0;
      if (tries === 2) serverAway?.(true);
    },
    answered: (): void => {
      if (tries >= 2) serverAway?.(false);
      tries = 0;
    },
  };
}

/** A gateway says these of a server that it can't reach. */
const GATEWAYS = new Set([502, 503, 504]);

/** The pause that the server asks for before the next try. Milliseconds. */
const askedToWait = (error: unknown): number => (error instanceof ServerRefusal ? (error.retryAfter ?? 0) * 1000 : 0);

/**
 * Tries until it works, fails for good, or the time is over. The time is over too if the server asks for a longer pause
 * than is left. Each try signs a statement of its own, since each is valid for one.
 *
 * @param until epoch milliseconds
 */
export async function withBackOff<T>(attempt: () => Promise<T>, until: number, waiting: Waiting): Promise<T> {
  const { now, sleep } = waiting;
  const outage = createOutage(waiting);
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      const done = await attempt();
      outage.answered();
      return done;
    } catch (error) {
      outage.failed(error);
      const wait = Math.max(pause, askedToWait(error));
      if (!isPassing(error) || now() + wait >= until) throw error;
      await sleep(wait);
    }
  }
}
