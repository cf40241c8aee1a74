import type { RandomBytes } from "@nearside/shared/ids.ts";
import type { Posture } from "@nearside/shared/posture/posture.ts";
import type { Surroundings } from "../context/surroundings.ts";
import type { Doorway } from "../doorway/doorway.ts";
import type { LeaseHere } from "../doorway/lease-here.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import type { PeerOf } from "../peer/peer.ts";
import type { TraceRequest } from "../server/http.ts";
import type { ManagedSettings } from "../settings/managed-settings.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Waiting } from "../waiting.ts";

/**
 * This machine, as everything here gets it. The entries make it (main.ts, sdk.ts): they alone read environment, clock and
 * randomness.
 */
export interface MachineWorld extends Waiting {
  readonly random: RandomBytes;
  /** Aborted by Ctrl-C and by everything else that ends the command early, with the Problem to end with. */
  readonly stop: AbortSignal;
  readonly surroundings: Surroundings;
  readonly peerOf: PeerOf;
  /** Undefined where nothing is traced. */
  readonly trace?: TraceRequest | undefined;
  /**
   * The socket that leads to the keeper of the machine that the person sits at: the SSH agent that was forwarded here or, in a container,
   * the one that NEARSIDE_KEEPER names. Undefined if this is neither.
   */
  readonly forwardedAgent: string | undefined;
  /** Tells what this machine says of its own protection (protocol §4.8), after a short look at most. It throws nothing. */
  posture(): Promise<Posture>;
  /** The same for a process that stays, which waits for the whole look. */
  lookAround(): Promise<Posture>;
  /** The organisation's settings for this machine, read once. @throws Problem `managed_unreadable` */
  managed(): Promise<ManagedSettings>;
  /** The place of the keeper's socket; undefined where none can lie. @throws KeyFileError */
  doorway(): Doorway | undefined;
  /** Its places that no environment changes. */
  fixedDoorways(): readonly Doorway[];
  /** The lease that this program was started under, as its environment says; undefined if it says none (protocol §12). */
  readonly lease: LeaseHere | undefined;
  /** The place in which keys are kept. */
  place(): Promise<KeyPlace & LockPlace>;
  /**
   * The place of logins from here: that of keys or, where this account is enrolled nowhere and its person came by SSH, that of
   * visits, in memory (protocol §10).
   */
  loginPlace(): Promise<KeyPlace & LockPlace>;
}

interface Programs {
  /** The runtime. As the single executable, it is the command line too. */
  readonly runtime: string;
  /** The command line itself; undefined in the single executable. */
  readonly nearside: string | undefined;
  /** The native host: the file beside it, or the single executable's word for it. */
  readonly nativeHost: string;
}

/** Everything of the outside that one command of ours gets. */
export interface World extends MachineWorld {
  readonly terminal: Terminal;
  /** The files that run the command line, as a browser or the system would start them. */
  readonly programs: Programs;
  /** Sets the exit code of a command that passes on another program's. */
  endWith(exitCode: number): void;
  /**
   * From now on signals end nothing here but go to a program that runs in this one's place. @returns a function that ends
   * this
   */
  passSignals(to: (signal: NodeJS.Signals) => void): () => void;
}

/** Runs a command and ends it with its exit code, whatever happens. main.ts gives it. */
export type Start = (json: boolean, run: (world: World) => Promise<void>) => Promise<void>;
