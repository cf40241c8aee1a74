import type { LeaseCall } from "@nearside/shared/api/leases.ts";
import { Problem } from "../../problems/problem.ts";
import { texts } from "../../texts/keeper.ts";

/** Calls that one message tells of, and how long it waits for more of them. Milliseconds. */
const MOST_TOLD = 64;
const TELL_AFTER = 500;
/** With so many still to be told, no further one is made. */
const MOST_UNTOLD = 256;
/** The server is told again after so long where it could not take a message. Milliseconds. */
const TELL_AGAIN_AFTER = 5000;
/** The schema's own bound (shared/api/leases.ts). */
const HIGHEST_STATUS = 599;

/** Without what may be the agent's secret, and no longer than the record takes. */
export const shownUrl = ({ origin, pathname }: URL): string => (origin + pathname).slice(0, 1024);

/**
 * The record of the calls that one lease made, on its way to the server. Its person reads there what the agent did, so no call is left
 * out, however many there are.
 */
export class CallRecord {
  readonly #calls: LeaseCall[] = [];
  readonly #send: (calls: readonly LeaseCall[]) => Promise<void>;
  readonly #over: AbortSignal;
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> | undefined;

  /** @param send tells the server, or throws @param over aborted once nothing can be told any more */
  constructor(send: (calls: readonly LeaseCall[]) => Promise<void>, over: AbortSignal) {
    this.#send = send;
    this.#over = over;
  }

  /** Demands that a further call can be told: where the server can't be told, the agent does nothing. @throws Problem `keeper_refused` */
  demandRoom(): void {
    if (this.#calls.length >= MOST_UNTOLD) throw new Problem("keeper_refused", UNTOLD);
  }

  /** Tells it soon. */
  note({ status, ...call }: LeaseCall): void {
    // An API may answer with any three digits; the record has those that HTTP has.
    this.#calls.push({ ...call, status: Math.min(Math.max(status, 0), HIGHEST_STATUS) });
    if (this.#calls.length >= MOST_TOLD) void this.tell();
    else this.#tellAfter(TELL_AFTER);
  }

  /** Tells all, a message after the other. Calls that could not be told wait for the next time. It never rejects. */
  tell(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = undefined;
    });
    return this.#telling;
  }

  /** Tells what is left by another way, once nothing is noted any more. @throws what `send` throws */
  async tellRest(send: (calls: readonly LeaseCall[]) => Promise<void>): Promise<void> {
    await this.#telling;
    for (let calls = this.#first(); calls.length > 0; calls = this.#first()) {
      await send(calls);
      this.#calls.splice(0, calls.length);
    }
  }

  #first(): readonly LeaseCall[] {
    return this.#calls.slice(0, MOST_TOLD);
  }

  async #tellAll(): Promise<void> {
    try {
      while (this.#calls.length > 0) {
        const calls = this.#first();
        await this.#send(calls);
        this.#calls.splice(0, calls.length);
      }
    } catch {
      this.#tellAfter(TELL_AGAIN_AFTER);
    }
  }

  #tellAfter(duration: number): void {
    if (!this.#over.aborted) this.#timer ??= setTimeout(() => void this.tell(), duration).unref();
  }
}

const UNTOLD = texts.lease.notRecorded;
