import type { EnrolmentView } from "@nearside/shared/api/enrolments.ts";
import { checkLocalityLoopback } from "@nearside/shared/chain/attestation/check-locality-loopback.ts";
import { checkLocalityPresence } from "@nearside/shared/chain/attestation/check-locality-presence.ts";
import { checkLocalitySignature } from "@nearside/shared/chain/attestation/check-locality-signature.ts";
import type { Trusted } from "@nearside/shared/chain/chain.ts";
import { checkHelloBinding } from "@nearside/shared/chain/hello/check-hello-binding.ts";
import { checkHelloSignature } from "@nearside/shared/chain/hello/check-hello-signature.ts";
import { checkNonceRequest } from "@nearside/shared/chain/nonce/check-nonce-request.ts";
import { checkNonceSignature } from "@nearside/shared/chain/nonce/check-nonce-signature.ts";
import { checkPresenceBinding } from "@nearside/shared/chain/presence-proof/check-presence-binding.ts";
import { verifyPresenceSignature } from "@nearside/shared/chain/presence-proof/check-presence-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import type { EnrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello as helloStatement } from "@nearside/shared/statements/hello.ts";
import { attestation as attestationStatement } from "@nearside/shared/statements/locality.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";

/**
 * Verifies, link by link, that the meeting which the server stored for this enrolment is this extension's own (protocol
 * §3.3, §3.5). The six words are made from it.
 *
 * @param own thumbprint of the extension key
 * @returns H(attestation)
 * @throws Refused `extension_mismatch` where another extension met, or the code of the link that does not hold
 */
export async function verifyOwnMeeting(
  view: Pick<EnrolmentView, "nonce" | "hello" | "presence_proof" | "attestation">,
  request: EnrolmentRequest,
  own: string,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<string> {
  const nonce = await nonceStatement.read(view.nonce);
  const hello = await helloStatement.read(view.hello);
  const presence = await presenceProof.read(view.presence_proof);
  const attestation = await attestationStatement.read(view.attestation);
  if ((await thumbprintOf(hello.header.jwk)) !== own) refuse("extension_mismatch", "hello.jwk");
  await checkNonceSignature({ nonce }, trusted);
  checkNonceRequest({ nonce, request });
  await checkHelloSignature({ hello });
  checkHelloBinding({ request, nonce, hello });
  await verifyPresenceSignature(presence, request.claims.device_jkt);
  await checkPresenceBinding({ request, nonce, hello, presence });
  await checkLocalitySignature({ hello, attestation });
  checkLocalityPresence({ presence, attestation });
  checkLocalityLoopback({ request, attestation });
  return attestation.hash;
}
