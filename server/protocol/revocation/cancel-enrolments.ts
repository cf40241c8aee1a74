import { appendNumbered } from "../../platform/audit/event-log.ts";
import { enrolmentRefused } from "../../platform/audit/events/enrolments.ts";
import type { Trx } from "../../platform/store/database.ts";
import { revokeNewKeys } from "../../register/enrolments/bound-set-store.ts";
import type { Enrolment, EnrolmentIn } from "../../register/enrolments/enrolment.ts";
import { findEnrolment, findPendingOf, moveEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { toRefused } from "../../register/enrolments/transitions.ts";
import type { Ending } from "../login/end/refuse-logins.ts";

export interface EnrolmentEnding extends Ending {
  /** Its person said no by a passkey alone, signed in nowhere (protocol §9): there is no change that would name them. */
  readonly objected?: boolean;
}

/**
 * Ends the enrolments that wait for an administrator to bring that machine, or a further browser on that machine, into
 * force: its keys are revoked, so it could not be confirmed.
 *
 * @returns their ids, to be announced after the commit
 */
export async function cancelEnrolments(
  trx: Trx,
  ending: EnrolmentEnding,
  boundSetId: string,
  concerns: (enrolment: EnrolmentIn<"pending">) => boolean = () => true,
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const { id } of await findPendingOf(trx, boundSetId)) {
    const pending = (enrolment: Enrolment) => enrolment.state === "pending" && concerns(enrolment);
    if ((await cancelEnrolment(trx, ending, id, pending)) !== undefined) ended.push(id);
  }
  return ended;
}

/**
 * Ends one enrolment. The keys of one that waits for an administrator are revoked with it. Hold them first (`holdNewKeys`), or what they
 * belong to: see "Locks in one order" in docs/architecture.md.
 *
 * @param concerns false for an enrolment that is to continue
 * @returns the number of the event that records it; undefined if the enrolment had ended before, or is to continue
 */
export async function cancelEnrolment(
  trx: Trx,
  { now, by, objected }: EnrolmentEnding,
  id: string,
  concerns: (enrolment: Enrolment) => boolean = () => true,
): Promise<number | undefined> {
  for (;;) {
    const enrolment = await findEnrolment(trx, id); // words may be mistyped in between
    if (enrolment === undefined || !concerns(enrolment)) return undefined;
    const next = toRefused(enrolment, "cancelled");
    if (next === undefined) return undefined;
    if (!(await moveEnrolment(trx, enrolment, next))) continue;
    if (enrolment.state === "pending") await revokeNewKeys(trx, enrolment);
    const isTheirs = objected || (by?.kind === "person" && by.userId === enrolment.userId);
    const data = { reason: "cancelled", by: isTheirs ? "person" : "administrator" } as const;
    return appendNumbered(trx, enrolmentRefused(now, id, data), by && { by });
  }
}
