import type { EnrolmentView } from "@nearside/shared/api/enrolments.ts";
import type { Trusted } from "@nearside/shared/chain/chain.ts";
import { checkEnrolmentMeeting } from "@nearside/shared/chain/enrolment/check-enrolment-meeting.ts";
import { checkNonceSignature } from "@nearside/shared/chain/nonce/check-nonce-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import type { EnrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";

/**
 * Verifies, link by link, that the meeting which the server stored for this enrolment is this extension's own (protocol
 * §3.3, §3.5). The six words are made from it.
 *
 * @param own thumbprint of the extension key
 * @returns H(attestation)
 * @throws Refused `extension_mismatch` if another extension met, or the code of the link that does not hold
 */
export async function verifyOwnMeeting(
  view: Pick<EnrolmentView, "nonce" | "hello" | "presence_proof" | "attestation">,
  request: EnrolmentRequest,
  own: string,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<string> {
  const meeting = {
    request,
    nonce: await nonce.read(view.nonce),
    hello: await hello.read(view.hello),
    presence: await presenceProof.read(view.presence_proof),
    attestation: await attestation.read(view.attestation),
  };
  if ((await thumbprintOf(meeting.hello.header.jwk)) !== own) refuse("extension_mismatch", "hello.jwk");
  await checkNonceSignature(meeting, trusted);
  await checkEnrolmentMeeting(meeting);
  return meeting.attestation.hash;
}
