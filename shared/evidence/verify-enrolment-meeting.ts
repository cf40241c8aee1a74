import { checkLocalityLoopback } from "../chain/attestation/check-locality-loopback.ts";
import { checkLocalityPresence } from "../chain/attestation/check-locality-presence.ts";
import { checkLocalitySignature } from "../chain/attestation/check-locality-signature.ts";
import type { Trusted } from "../chain/chain.ts";
import { checkEnrolmentChannel } from "../chain/enrolment/check-enrolment-channel.ts";
import { checkHelloBinding } from "../chain/hello/check-hello-binding.ts";
import { checkHelloSignature } from "../chain/hello/check-hello-signature.ts";
import { hasLife } from "../chain/judge-times.ts";
import { checkNonceRequest } from "../chain/nonce/check-nonce-request.ts";
import { checkNonceSignature } from "../chain/nonce/check-nonce-signature.ts";
import { checkPresenceBinding } from "../chain/presence-proof/check-presence-binding.ts";
import { verifyPresenceSignature } from "../chain/presence-proof/check-presence-signature.ts";
import { refuse } from "../chain/refusal.ts";
import { NONCE_SECONDS } from "../lifetimes.ts";
import { thumbprintOf } from "../signing/keys.ts";
import type { EnrolmentRequest } from "../statements/enrolment-request.ts";
import { type Hello, hello as helloStatement } from "../statements/hello.ts";
import { type Attestation, attestation as attestationStatement } from "../statements/locality.ts";
import { nonce as nonceStatement } from "../statements/nonce.ts";
import { type PresenceProof, presenceProof } from "../statements/presence.ts";
import type { BrowserPart, MachinePart } from "../texts/link-words.ts";
import type { MachineEnrolment } from "./evidence.ts";
import { judgeRecorded } from "./judge-recorded.ts";
import type { LinkLog } from "./link-report.ts";

export interface EnrolmentMeeting {
  readonly hello: Hello;
  readonly presence: PresenceProof;
  readonly attestation: Attestation;
}

/**
 * Verifies the handshake of §4.3 with the device key in the session key's place (protocol §3.3).
 *
 * @throws Refused at the first link that fails
 */
export async function verifyEnrolmentMeeting(
  log: LinkLog,
  part: MachinePart | BrowserPart,
  written: Pick<MachineEnrolment, "nonce" | "hello" | "presence_proof" | "attestation" | "recorded">,
  request: EnrolmentRequest,
  trust: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<EnrolmentMeeting> {
  const nonce = await log.verify(part, "nonce", async (signedBy) => {
    const nonce = await nonceStatement.read(written.nonce);
    signedBy(nonce.header.kid);
    await checkNonceSignature({ nonce }, trust);
    checkNonceRequest({ nonce, request });
    const { iat } = nonce.claims;
    if (!hasLife(nonce.claims, NONCE_SECONDS)) refuse("nonce_expired", "nonce.exp");
    judgeRecorded(iat, [request.claims.iat, request.claims.exp], "enrolment_expired", "nonce.iat");
    return nonce;
  });
  const hello = await log.verify(part, "hello", async (signedBy) => {
    const hello = await helloStatement.read(written.hello);
    signedBy(await thumbprintOf(hello.header.jwk));
    await checkHelloSignature({ hello });
    checkHelloBinding({ request, nonce, hello });
    return hello;
  });
  const presence = await log.verify(part, "presence_proof", async (signedBy) => {
    const presence = await presenceProof.read(written.presence_proof);
    signedBy(await thumbprintOf(presence.header.jwk));
    await verifyPresenceSignature(presence, request.claims.device_jkt);
    await checkPresenceBinding({ request, nonce, hello, presence });
    return presence;
  });
  const attestation = await log.verify(part, "attestation", async (signedBy) => {
    const attestation = await attestationStatement.read(written.attestation);
    signedBy(await thumbprintOf(attestation.header.jwk));
    await checkLocalitySignature({ hello, attestation });
    checkLocalityPresence({ presence, attestation });
    checkLocalityLoopback({ request, presence, relay: null, attestation });
    checkEnrolmentChannel({ presence });
    const { met_at } = written.recorded;
    judgeRecorded(met_at, [nonce.claims.iat, nonce.claims.exp], "nonce_expired", "recorded.met_at");
    return attestation;
  });
  return { hello, presence, attestation };
}
