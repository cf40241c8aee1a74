import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Changes, Holder } from "./changes.ts";

interface Waiter {
  readonly subject: string;
  readonly holders: readonly Holder[];
  /** Aborted when the client hangs up. */
  readonly gone: AbortSignal;
}

/**
 * Reads; if the result is not final yet, holds the request open until the subject changes, at most {@link HELD_POLL_SECONDS}, and reads
 * once more. It also reads again when the time is up: another server may have written, or a wake-up may have been missed (protocol §4.6).
 * It returns at once where too many requests are held open already, in all or by one of its holders.
 */
export async function hold<T>(
  changes: Changes,
  { subject, holders, gone }: Waiter,
  read: () => Promise<T>,
  isAnswer: (value: T) => boolean,
): Promise<T> {
  const until = AbortSignal.any([gone, AbortSignal.timeout(HELD_POLL_SECONDS * 1000)]);
  while (true) {
    const listening = changes.listen(subject, until, holders);
    try {
      const value = await read();
      if (isAnswer(value) || listening === undefined || until.aborted) return value;
      await listening.next;
      if (gone.aborted) return value; // nobody would get the result of another read
    } finally {
      listening?.stop();
    }
  }
}
