type Answers<Asked extends readonly Promise<unknown>[]> = { -readonly [At in keyof Asked]: Awaited<Asked[At]> };

/**
 * Waits for all of what is asked at once, which PostgreSQL answers in one round trip, and throws the error of the first in the list that
 * failed. What comes later in the list may have failed because of it, and is over by then.
 *
 * Within a transaction what is asked takes effect in the order of the list if each of the list asks before it waits for anything. What
 * takes locks must do so: see "Locks in one order" in docs/architecture.md.
 */
export async function together<const Asked extends readonly Promise<unknown>[]>(
  ...asked: Asked
): Promise<Answers<Asked>> {
  const ended = await Promise.allSettled(asked);
  const values = ended.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
  return values as Answers<Asked>;
}
