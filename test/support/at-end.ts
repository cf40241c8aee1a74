/** Calls what it is given when what was started is no longer needed: `onTestFinished` in a test. */
export type AtEnd = (end: () => Promise<void>) => void;

/** Remembers what was started, to end it together. */
export interface Endings {
  readonly atEnd: (end: () => Promise<unknown>) => void;
  /** Ends what was started last first, and everything even where one end fails. @throws AggregateError */
  readonly endAll: () => Promise<void>;
}

export function endings(): Endings {
  const ends: (() => Promise<unknown>)[] = [];
  return {
    atEnd: (end) => void ends.push(end),
    endAll: async () => {
      const failures: unknown[] = [];
      for (const end of ends.splice(0).reverse()) await end().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw new AggregateError(failures, "Not all that was started could be ended.");
    },
  };
}
