import type { KeptDecision } from "./kept-decisions.ts";
import type { Found } from "./tally.ts";

// Between the server and a thread that replays.

/** With which it is begun. */
export interface ReplayTask {
  /** The set in force, and what its verdicts say they are by. */
  readonly before: { readonly text: string; readonly version: string };
  /** The draft, which was read before. */
  readonly after: string;
  /** Its rules in report-only count as promoted. */
  readonly promotes: boolean;
}

/** To it: logins to judge. */
export type ReplayBatch = readonly KeptDecision[];

/** From it: first that it is ready, then what it found in each batch. */
export type ReplaySaid = { readonly kind: "ready" } | { readonly kind: "found"; readonly found: Found };
