import type { EnrolmentRequest } from "../../statements/enrolment-request.ts";
import type { Attestation } from "../../statements/locality.ts";
import { checkLocalityLoopback } from "../attestation/check-locality-loopback.ts";
import { checkLocalityPresence } from "../attestation/check-locality-presence.ts";
import { checkLocalitySignature } from "../attestation/check-locality-signature.ts";
import type { MeetingLink } from "../chain.ts";
import { checkHelloBinding } from "../hello/check-hello-binding.ts";
import { checkHelloSignature } from "../hello/check-hello-signature.ts";
import { checkNonceRequest } from "../nonce/check-nonce-request.ts";
import { checkPresenceBinding } from "../presence-proof/check-presence-binding.ts";
import { verifyPresenceSignature } from "../presence-proof/check-presence-signature.ts";
import { checkEnrolmentChannel } from "./check-enrolment-channel.ts";

/**
 * The meeting of an enrolment holds from link to link: it is the handshake of protocol §4.3 with the device key in the
 * session key's place, and with no list of extensions (§3.3). The server's signature on request and nonce is the caller's to
 * check.
 *
 * @throws Refused with the code of the first check that fails
 */
export async function checkEnrolmentMeeting(
  meeting: Pick<MeetingLink, "nonce" | "hello" | "presence"> & {
    readonly request: EnrolmentRequest;
    readonly attestation: Attestation;
  },
): Promise<void> {
  checkNonceRequest(meeting);
  await checkHelloSignature(meeting);
  checkHelloBinding(meeting);
  await verifyPresenceSignature(meeting.presence, meeting.request.claims.device_jkt);
  await checkPresenceBinding(meeting);
  await checkLocalitySignature(meeting);
  checkLocalityPresence(meeting);
  checkLocalityLoopback({ ...meeting, relay: null });
  checkEnrolmentChannel(meeting);
}
