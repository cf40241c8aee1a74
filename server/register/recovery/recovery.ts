/** The members that are fixed when a recovery is started. */
export interface RequestedRecovery {
  readonly id: string;
  readonly userId: string;
  readonly reason: string;
  readonly lost: string;
  /** Bound sets that were quarantined. */
  readonly machines: readonly string[];
  readonly startedBy: string;
  /** Epoch milliseconds, as every time here. */
  readonly startedAt: number;
}

interface Agreed {
  readonly secondedBy: string;
  readonly secondedAt: number;
  readonly opensAt: number;
}

/** The way in which it was stopped: by an administrator, or by the person, who no longer wants it or never requested it. */
export type HowStopped = "stopped" | "cancelled" | "not_me";

export type RecoveryState =
  /** A second administrator has to agree, before `closesAt`. */
  | { readonly state: "started"; readonly closesAt: number }
  /** Nothing can be had before `opensAt`, nor after `closesAt`. */
  | ({ readonly state: "cooling"; readonly closesAt: number } & Agreed)
  /** A ticket was made; another one may take its place until `closesAt`. */
  | ({ readonly state: "issued"; readonly closesAt: number; readonly ticketHash: string } & Agreed)
  | {
      readonly state: "stopped";
      readonly closesAt: number;
      readonly stoppedBy: string;
      readonly stoppedAt: number;
      readonly how: HowStopped;
      readonly note: string | null;
    }
  | { readonly state: "lapsed"; readonly closesAt: number };

export type Recovery = RequestedRecovery & RecoveryState & { readonly version: number };
