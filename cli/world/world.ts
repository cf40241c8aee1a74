import type { RandomBytes } from "@nearside/shared/ids.ts";
import type { Surroundings } from "../context/surroundings.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import type { PeerOf } from "../peer/peer.ts";
import type { ManagedSettings } from "../settings/managed-settings.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Waiting } from "../waiting.ts";

/** What anything gets of this machine. Made by an entry (main.ts, sdk.ts), the only readers of environment, clock and randomness. */
export interface MachineWorld extends Waiting {
  readonly random: RandomBytes;
  /** Aborted by Ctrl-C and whatever else ends the command early, with the Problem to end with. */
  readonly stop: AbortSignal;
  readonly surroundings: Surroundings;
  readonly peerOf: PeerOf;
  /** What the organisation says of this machine; read once. @throws Problem `managed_unreadable` */
  managed(): Promise<ManagedSettings>;
  /** Where keys are kept. */
  place(): Promise<KeyPlace & LockPlace>;
}

/** What one command of ours gets of the outside. */
export interface World extends MachineWorld {
  readonly terminal: Terminal;
  /** The exit code, where the command passes on another program's. */
  endWith(exitCode: number): void;
  /** From now on signals end nothing here but go to a program that runs in this one's place. @returns ends that */
  passSignals(to: (signal: NodeJS.Signals) => void): () => void;
}

/** Runs a command and ends it with its exit code, whatever happens. Given by main.ts. */
export type Start = (json: boolean, run: (world: World) => Promise<void>) => Promise<void>;
