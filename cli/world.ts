import type { RandomBytes } from "@nearside/shared/ids.ts";
import type { Surroundings } from "./context/surroundings.ts";
import type { LockPlace } from "./credentials/lock.ts";
import type { KeyPlace } from "./keys/key-file.ts";
import type { PeerOf } from "./listener/peer.ts";
import type { Waiting } from "./server/back-off.ts";
import type { Terminal } from "./terminal.ts";

/** What one command gets of the outside. Made by main.ts, the only reader of environment, clock and randomness. */
export interface World extends Waiting {
  readonly random: RandomBytes;
  /** Aborted by Ctrl-C and whatever else ends the command early, with the Problem to end with. */
  readonly stop: AbortSignal;
  readonly terminal: Terminal;
  readonly surroundings: Surroundings;
  readonly peerOf: PeerOf;
  /** Where keys are kept. */
  place(): Promise<KeyPlace & LockPlace>;
}
