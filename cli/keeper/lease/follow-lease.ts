import { at } from "@nearside/shared/api/entry.ts";
import { type LeaseState, leaseState, leaseStateAnswerSchema } from "@nearside/shared/api/leases.ts";
import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import { readAnswer } from "../../server/read-answer.ts";
import { ServerRefusal } from "../../server/server-refusal.ts";
import { pause } from "../../waiting.ts";
import type { HeldLease } from "./held-lease.ts";

/** An answer is held for 20 s. One that comes sooner and says nothing new was not held. Milliseconds. */
const HELD_AT_LEAST = (HELD_POLL_SECONDS - 2) * 1000;
const TIMEOUT = (HELD_POLL_SECONDS + 5) * 1000;
/** The pause where the server has no place for this lease. Milliseconds. */
const NOT_HELD_PAUSE = 5000;
/** The pause before a server that failed is asked again, doubled for each further time. Milliseconds. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 15_000;

/**
 * Hears from the server how the lease is, by a request that it holds, until the lease has ended here or there.
 *
 * @param ended called when it ended there
 */
export async function followLease(lease: HeldLease, now: () => number, ended: () => void): Promise<void> {
  const { address } = at(leaseState, lease.id);
  let known: LeaseState | null = null;
  for (let failures = 0; !lease.signal.aborted; ) {
    const began = now();
    try {
      const said: LeaseState = readAnswer(
        await lease.ask(address, { known: knownOf(known) }, TIMEOUT),
        leaseStateAnswerSchema,
      );
      if (said.state === "ended") return ended();
      lease.budget.told(said.calls_left);
      const isNews = known === null || known.calls_left !== said.calls_left;
      known = said;
      failures = 0;
      if (!isNews && now() - began < HELD_AT_LEAST) await pause(NOT_HELD_PAUSE, lease.signal);
    } catch (error) {
      // A server that does not know the lease any more gives no token under it either.
      if (error instanceof ServerRefusal && OVER.has(error.status)) return ended();
      failures += 1;
      await pause(Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE), lease.signal);
    }
  }
}

const OVER: ReadonlySet<number> = new Set([404, 410]);

const knownOf = (said: LeaseState | null) =>
  said === null ? null : { state: said.state, calls_left: said.calls_left };
