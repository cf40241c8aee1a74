import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../../platform/audit/event-log.ts";
import { enrolmentRefused } from "../../platform/audit/events/enrolments.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { holdNewKeys, revokeNewKeys } from "../../register/enrolments/bound-set-store.ts";
import type { Enrolment } from "../../register/enrolments/enrolment.ts";
import { moveEnrolment } from "../../register/enrolments/enrolment-store.ts";
import { toRefused } from "../../register/enrolments/transitions.ts";
import { currentEnrolment, logEnrolmentRefusal } from "./current-enrolment.ts";
import { demandSide } from "./view-enrolment.ts";

/** The person says, at the command line or in the extension's window, that it is not right (protocol §3.5). */
export async function refuseEnrolment(
  services: WithChanges & WithClock & WithDb,
  id: string,
  jkt: string,
  reason: "words_differ" | "cancelled",
): Promise<void> {
  const by = await demandSide(services, "refusal", id, jkt);
  await logEnrolmentRefusal(services, "refusal", id, async () => {
    // a proof or a meeting may come in between; a refusal is never lost for that
    while (!(await tryToRefuse(services, await currentEnrolment(services, id), reason, by)));
  });
  services.changes.announce(id);
}

/** @returns false if the enrolment has changed since it was read */
async function tryToRefuse(
  services: WithClock & WithDb,
  enrolment: Enrolment,
  reason: "words_differ" | "cancelled",
  by: "device" | "extension",
): Promise<boolean> {
  const next = toRefused(enrolment, reason);
  if (next === undefined) return refuse("enrolment_settled", "enrolment");
  return services.db.transaction().execute(async (trx) => {
    if (enrolment.state === "pending") await holdNewKeys(trx, enrolment);
    if (!(await moveEnrolment(trx, enrolment, next))) return false;
    if (enrolment.state === "pending") await revokeNewKeys(trx, enrolment);
    await append(trx, enrolmentRefused(services.clock(), enrolment.id, { reason, by }));
    return true;
  });
}
