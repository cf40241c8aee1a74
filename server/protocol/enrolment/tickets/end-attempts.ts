import type { EnrolmentEnd } from "@nearside/shared/api/enrolment-end.ts";
import type { Actor } from "../../../platform/audit/actor.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { enrolmentRefused } from "../../../platform/audit/events/enrolments.ts";
import type { Trx } from "../../../platform/store/database.ts";
import { findOpenByTicket, moveEnrolment } from "../../../register/enrolments/enrolment-store.ts";
import { toRefused } from "../../../register/enrolments/transitions.ts";

interface AttemptEnding {
  readonly reason: Extract<EnrolmentEnd["reason"], "superseded" | "ticket_revoked" | "ticket_freed">;
  /** The administrator who ends it; undefined if its own machine does, by a new try. */
  readonly by?: Actor;
  readonly now: number;
}

/**
 * Ends the enrolments of a ticket that got no proofs. The ticket is held.
 *
 * @param jkt limits it to the attempts of that device key
 * @returns their ids, to be announced after the commit
 */
export async function endAttempts(
  trx: Trx,
  hash: string,
  { reason, by, now }: AttemptEnding,
  jkt?: string,
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const open of await findOpenByTicket(trx, hash, jkt)) {
    const next = toRefused(open, reason);
    if (next === undefined || !(await moveEnrolment(trx, open, next))) continue;
    const data = { reason, by: by === undefined ? "device" : "administrator" } as const;
    await append(trx, enrolmentRefused(now, open.id, data), by === undefined ? {} : { by });
    ended.push(open.id);
  }
  return ended;
}
