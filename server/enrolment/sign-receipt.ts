import { newRandomId } from "@nearside/shared/ids.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import { type Ground, secondsNow } from "../ground.ts";
import type { EnrolledPasskey, Enrolment, EnrolmentMeeting } from "./enrolment.ts";

/** "These keys are one bound set of this user" (protocol §3.6). */
export async function signReceipt(
  ground: Ground,
  enrolment: Enrolment & { readonly meeting: EnrolmentMeeting; readonly passkey: EnrolledPasskey },
): Promise<string> {
  const { claims } = await enrolmentRequest.read(enrolment.request);
  return receipt.sign(ground.keys.signer, {
    iss: ground.config.issuer,
    jti: newRandomId(ground.random),
    iat: secondsNow(ground),
    user: claims.user,
    device_jkt: enrolment.deviceJkt,
    extension_jkt: enrolment.meeting.extension_jkt,
    passkey: enrolment.passkey.passkey,
  });
}
