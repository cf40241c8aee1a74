import { type EnrolmentEnd, enrolmentEndSchema } from "@nearside/shared/api/enrolment-end.ts";
import type { EnrolmentView } from "@nearside/shared/api/enrolments.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { Enrolment } from "../../register/enrolments/enrolment.ts";
import { currentEnrolment, logEnrolmentRefusal } from "./current-enrolment.ts";

/**
 * Tells which side of the enrolment holds that key.
 *
 * @throws Refused `enrolment_unknown` for every other key: a stranger learns nothing
 */
function roleOf(enrolment: Enrolment, jkt: string): "device" | "extension" {
  if (jkt === enrolment.deviceJkt) return "device";
  if ("meeting" in enrolment && jkt === enrolment.meeting.extension_jkt) return "extension";
  return refuse("enrolment_unknown", "enrolment");
}

/**
 * Demands that the key is one of the enrolment's two sides. If another key asks, the security log has it under the enrolment.
 *
 * @throws Refused `enrolment_unknown`
 */
export async function demandSide(
  services: WithChanges & WithClock & WithDb,
  step: "view" | "refusal",
  id: string,
  jkt: string,
): Promise<"device" | "extension"> {
  const enrolment = await currentEnrolment(services, id);
  return logEnrolmentRefusal(services, step, id, async () => roleOf(enrolment, jkt));
}

/** The other side's statements, the passkey, later the receipt (protocol §3.3). */
export function viewEnrolment(enrolment: Enrolment): EnrolmentView {
  const meeting = "meeting" in enrolment ? enrolment.meeting : undefined;
  const end = endOf(enrolment);
  const proofs = "proofs" in enrolment ? enrolment.proofs : undefined;
  return {
    state: enrolment.state,
    nonce: meeting?.nonce ?? null,
    hello: meeting?.hello ?? null,
    presence_proof: meeting?.presence_proof ?? null,
    attestation: meeting?.attestation ?? null,
    passkey: "passkey" in enrolment ? enrolment.passkey.passkey : null,
    extension_proof: proofs?.extension ?? null,
    device_proof: proofs?.device ?? null,
    receipt: enrolment.state === "active" ? enrolment.receipt : null,
    ...(end === undefined ? {} : { end }),
  };
}

/** The reason of a refusal, for the person; undefined if the enrolment was not refused. */
export const endOf = (enrolment: Enrolment): EnrolmentEnd | undefined =>
  enrolment.state === "refused"
    ? v.parse(enrolmentEndSchema, { reason: enrolment.reason, note: enrolment.note ?? null })
    : undefined;
