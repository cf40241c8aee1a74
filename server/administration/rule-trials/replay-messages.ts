import type { StoredDecision } from "./stored-decisions.ts";
import type { Found } from "./tally.ts";

// These messages pass between the server and a thread that replays.

/** The task with which the thread is started. */
export interface ReplayTask {
  /** The active set, and its version. */
  readonly before: { readonly text: string; readonly version: string };
  /** The text of the draft, which was read before. */
  readonly after: string;
  /** True if its rules in report-only count as promoted. */
  readonly promotes: boolean;
}

/** A message to the thread: logins to judge. */
export type ReplayBatch = readonly StoredDecision[];

/** A message from the thread: first that it is ready, then the findings of each batch. */
export type ReplayMessage = { readonly kind: "ready" } | { readonly kind: "found"; readonly found: Found };
