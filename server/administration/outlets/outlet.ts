import type { EVENT_CONSUMERS } from "@nearside/shared/api/console/shell.ts";
import type { EventRecord } from "./event-record.ts";

export type OutletName = (typeof EVENT_CONSUMERS)[number];

/** A place to which events are sent. */
export interface Outlet {
  readonly name: OutletName;
  /** Events that it is sent at once, at most. */
  readonly most: number;
  /**
   * Sends these events, and returns once the other side has them.
   *
   * @throws Undelivered
   */
  send(records: readonly EventRecord[], how: Sending): Promise<void>;
  /** Gives back what it holds open. */
  close(): void;
}

export interface Sending {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Aborted when the time of the try is over, or when the server ends. */
  readonly signal: AbortSignal;
}

/** The other side may not have them. The message is a sentence without secrets. */
export class Undelivered extends Error {
  override readonly name = "Undelivered";
}

export const lineOf = (record: EventRecord): string => JSON.stringify(record);
