/**
 * The time and its ticks, which `main.tsx` hands in. Only what a person sees depends on it, never a step of the
 * protocol.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back about once a second until the returned function is called. */
  everySecond(tick: () => void): () => void;
  /** Calls back once, unless the returned function is called before. */
  after(milliseconds: number, done: () => void): () => void;
}
