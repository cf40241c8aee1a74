import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Changes, Holder } from "./changes.ts";

export interface Waiter {
  readonly subject: string;
  readonly holders: readonly Holder[];
  /** Aborted when the client hangs up. */
  readonly gone: AbortSignal;
}

/**
 * Reads; where what it read is not an answer yet, holds the request open until the subject changes, at most
 * {@link HELD_POLL_SECONDS}, and reads once more, also where its time is up: another server may have written, or a wake-up may have
 * been missed (protocol §4.6).
 *
 * At once where too many are held open already, in all or by one of its holders.
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
      if (gone.aborted) return value; // nobody hears of what another read would find
    } finally {
      listening?.stop();
    }
  }
}
