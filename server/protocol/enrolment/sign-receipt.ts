import { newRandomId } from "@nearside/shared/ids.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { Enrolment, EnrolmentMeeting } from "../../register/enrolments/enrolment.ts";
import type { EnrolledPasskey } from "../../register/passkeys/insert-passkey.ts";

/** "These keys are one bound set of this user" (protocol §3.6). */
export async function signReceipt(
  services: WithClock & WithConfig & WithKeys & WithRandom,
  enrolment: Enrolment & { readonly meeting: EnrolmentMeeting; readonly passkey: EnrolledPasskey },
): Promise<string> {
  const { claims } = await enrolmentRequest.read(enrolment.request);
  return receipt.sign(services.keys.signer, {
    iss: services.config.issuer,
    jti: newRandomId(services.random),
    iat: secondsNow(services),
    user: claims.user,
    device_jkt: enrolment.deviceJkt,
    extension_jkt: enrolment.meeting.extension_jkt,
    passkey: enrolment.passkey.passkey,
  });
}
