import { append } from "../audit/event-log.ts";
import { enrolmentRefused } from "../audit/events/enrolment-refused.ts";
import type { EnrolmentIn } from "../enrolment/enrolment.ts";
import { findEnrolment, findPendingOf, moveEnrolment } from "../enrolment/enrolment-store.ts";
import { refuse } from "../enrolment/transitions.ts";
import type { Ground } from "../ground.ts";
import type { Trx } from "../store/database.ts";

/**
 * Ends what waits for an administrator to bring that machine, or a further browser of it, into force: its keys are revoked, so
 * nobody could confirm it any more.
 *
 * @returns their ids, to be announced after the commit
 */
export async function refuseEnrolments(
  trx: Trx,
  { clock }: Pick<Ground, "clock">,
  boundSetId: string,
  concerns: (enrolment: EnrolmentIn<"pending">) => boolean = () => true,
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const { id } of await findPendingOf(trx, boundSetId)) {
    for (;;) {
      const enrolment = await findEnrolment(trx, id); // words may be mistyped in between
      if (enrolment?.state !== "pending" || !concerns(enrolment)) break;
      const next = refuse(enrolment, "cancelled");
      if (next === undefined || !(await moveEnrolment(trx, enrolment, next))) continue;
      await append(trx, enrolmentRefused(clock(), id, { reason: "cancelled", by: "administrator" }));
      ended.push(id);
      break;
    }
  }
  return ended;
}
