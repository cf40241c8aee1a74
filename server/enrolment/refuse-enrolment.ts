import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../audit/event-log.ts";
import { enrolmentRefused } from "../audit/events/enrolment-refused.ts";
import type { Ground } from "../ground.ts";
import { holdNewKeys, keepOut } from "./bound-set-store.ts";
import { currentEnrolment, logEnrolmentRefusal } from "./current-enrolment.ts";
import type { Enrolment } from "./enrolment.ts";
import { moveEnrolment } from "./enrolment-store.ts";
import { refuse as refuseNext } from "./transitions.ts";
import { demandSide } from "./view-enrolment.ts";

/** The person says, at the command line or in the extension's window, that it is not right (protocol §3.5). */
export async function refuseEnrolment(
  ground: Ground,
  id: string,
  jkt: string,
  reason: "words_differ" | "cancelled",
): Promise<void> {
  const by = await demandSide(ground, "refusal", id, jkt);
  await logEnrolmentRefusal(ground, "refusal", id, async () => {
    // a proof or a meeting may come in between; a no is never lost for that
    while (!(await tryToRefuse(ground, await currentEnrolment(ground, id), reason, by)));
  });
  ground.changes.announce(id);
}

/** @returns false where the enrolment is not as it was read any more */
async function tryToRefuse(
  ground: Ground,
  enrolment: Enrolment,
  reason: "words_differ" | "cancelled",
  by: "device" | "extension",
): Promise<boolean> {
  const next = refuseNext(enrolment, reason);
  if (next === undefined) return refuse("enrolment_settled", "enrolment");
  return ground.db.transaction().execute(async (trx) => {
    if (enrolment.state === "pending") await holdNewKeys(trx, enrolment);
    if (!(await moveEnrolment(trx, enrolment, next))) return false;
    if (enrolment.state === "pending") await keepOut(trx, enrolment);
    await append(trx, enrolmentRefused(ground.clock(), enrolment.id, { reason, by }));
    return true;
  });
}
