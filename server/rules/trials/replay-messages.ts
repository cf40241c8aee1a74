import type { RuleProblem } from "../rules-refused.ts";
import type { KeptDecision } from "./kept-decisions.ts";
import type { Found } from "./tally.ts";

// Between the server and a thread that replays.

/** With which it is begun. */
export interface ReplayTask {
  /** The set in force, and what its verdicts say they are by. */
  readonly before: { readonly text: string; readonly version: string };
  /** The draft. */
  readonly after: string;
  /** Its rules in report-only count as promoted. */
  readonly promotes: boolean;
}

/** To it: logins to judge. */
export type ReplayBatch = readonly KeptDecision[];

/** From it: first whether it can, then what it found in each batch. */
export type ReplaySaid =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly problems: readonly RuleProblem[] }
  | { readonly kind: "found"; readonly found: Found };
