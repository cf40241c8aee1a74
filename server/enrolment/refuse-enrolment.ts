import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../audit/event-log.ts";
import { enrolmentRefused } from "../audit/events/enrolment-refused.ts";
import type { Ground } from "../ground.ts";
import { revokePendingBoundSet } from "./bound-set-store.ts";
import { currentEnrolment } from "./current-enrolment.ts";
import { moveEnrolment } from "./enrolment-store.ts";
import { refuse as refuseNext } from "./transitions.ts";
import { roleOf } from "./view-enrolment.ts";

/** The person says, at the command line or in the extension's window, that it is not right (protocol §3.5). */
export async function refuseEnrolment(
  ground: Ground,
  id: string,
  jkt: string,
  reason: "words_differ" | "cancelled",
): Promise<void> {
  const enrolment = await currentEnrolment(ground, id);
  const by = roleOf(enrolment, jkt);
  const next = refuseNext(enrolment, reason);
  if (next === undefined) refuse("enrolment_settled", "enrolment");
  await ground.db.transaction().execute(async (trx) => {
    if (!(await moveEnrolment(trx, enrolment, next))) refuse("enrolment_settled", "enrolment");
    if ("boundSetId" in enrolment) await revokePendingBoundSet(trx, enrolment.boundSetId);
    await append(trx, enrolmentRefused(ground.clock(), id, { reason, by }));
  });
  ground.changes.announce(id);
}
