import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Changes } from "./changes.ts";

/**
 * Reads; where what it read is not an answer yet, holds the request open until the subject changes, at most
 * {@link HELD_POLL_SECONDS}, and reads once more (protocol §4.6).
 *
 * @param gone aborted when the client hangs up
 */
export async function hold<T>(
  changes: Changes,
  subject: string,
  gone: AbortSignal,
  read: () => Promise<T>,
  isAnswer: (value: T) => boolean,
): Promise<T> {
  const until = AbortSignal.any([gone, AbortSignal.timeout(HELD_POLL_SECONDS * 1000)]);
  while (true) {
    const listening = changes.listen(subject, until);
    try {
      const value = await read();
      if (isAnswer(value) || listening === undefined || until.aborted) return value;
      await listening.next;
      if (until.aborted) return value;
    } finally {
      listening?.stop();
    }
  }
}
