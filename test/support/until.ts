// Waiting for what gives no event: it is looked at again and again, up to a deadline.
import { setTimeout } from "node:timers/promises";

const LOOK_AGAIN_MS = 30;
const PAGE_AGAIN_MS = 150;
/** The share of the time that was waited. */
const PAUSE_SHARE = 0.2;

/**
 * The first value of `look` that is defined.
 * @param why what to say when there was none in time
 * @param pauseAfter how long it does not look, once that many milliseconds were waited
 * @throws Error
 */
export async function until<Seen>(
  look: () => Promise<Seen | undefined>,
  deadlineMs: number,
  why: () => string | Promise<string>,
  pauseAfter: (waitedMs: number) => number = () => LOOK_AGAIN_MS,
): Promise<Seen> {
  const began = performance.now();
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    const waited = performance.now() - began;
    if (waited > deadlineMs) throw new Error(await why());
    await setTimeout(pauseAfter(waited));
  }
}

/**
 * The same for what a page shows. Each look is work for four processes of a browser, so pauses grow with the wait, which becomes longer by a
 * fifth at most.
 */
export function untilOnPage<Seen>(
  look: () => Promise<Seen | undefined>,
  deadlineMs: number,
  why: () => string | Promise<string>,
): Promise<Seen> {
  return until(look, deadlineMs, why, (waited) =>
    Math.min(Math.max(waited * PAUSE_SHARE, LOOK_AGAIN_MS), PAGE_AGAIN_MS),
  );
}
