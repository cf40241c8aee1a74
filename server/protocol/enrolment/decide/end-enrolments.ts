import type { Actor } from "../../../platform/audit/actor.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { enrolmentRefused } from "../../../platform/audit/events/enrolments.ts";
import type { Trx } from "../../../platform/store/database.ts";
import { holdNewKeys, revokeNewKeys } from "../../../register/enrolments/bound-set-store.ts";
import type { EnrolmentIn } from "../../../register/enrolments/enrolment.ts";
import { findAllPending, findUnended, moveEnrolment } from "../../../register/enrolments/enrolment-store.ts";
import { toRefused } from "../../../register/enrolments/transitions.ts";

/**
 * Keeps what the enrolments that wait for an administrator bring for this transaction alone: machines first, then further browsers, each
 * by its key.
 */
export async function holdPendingKeys(trx: Trx): Promise<void> {
  const keyOf = ({ kind, boundSetId, meeting }: EnrolmentIn<"pending">) =>
    kind === "machine" ? `0 ${boundSetId}` : `1 ${meeting.extension_jkt}`;
  const pending = [...(await findAllPending(trx))].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const enrolment of pending) await holdNewKeys(trx, enrolment);
}

/**
 * Ends every enrolment that had not ended; the keys of those that had all their proofs can never be enrolled again. After
 * {@link holdPendingKeys}.
 *
 * @returns their ids, to be announced after the commit
 */
export async function endEnrolments(
  trx: Trx,
  { now, by }: { readonly now: number; readonly by: Actor },
  reason: "server_key_given_up",
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const enrolment of await findUnended(trx)) {
    const next = toRefused(enrolment, reason);
    if (next === undefined || !(await moveEnrolment(trx, enrolment, next))) continue;
    if (enrolment.state === "pending") await revokeNewKeys(trx, enrolment);
    await append(trx, enrolmentRefused(now, enrolment.id, { reason, by: "administrator" }), { by });
    ended.push(enrolment.id);
  }
  return ended;
}
