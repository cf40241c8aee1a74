// Waiting for what gives no event: it is looked at again and again, up to a deadline.
import { setTimeout } from "node:timers/promises";

const LOOK_AGAIN_MS = 30;

/**
 * The first value of `look` that is defined.
 * @param why what to say when there was none in time
 * @throws Error
 */
export async function until<Seen>(
  look: () => Promise<Seen | undefined>,
  deadlineMs: number,
  why: () => string,
): Promise<Seen> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw new Error(why());
    await setTimeout(LOOK_AGAIN_MS);
  }
}
