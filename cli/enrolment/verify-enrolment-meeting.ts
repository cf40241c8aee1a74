import { checkEnrolmentMeeting } from "@nearside/shared/chain/enrolment/check-enrolment-meeting.ts";
import { checkEnrolmentProof, type EnrolledKeys } from "@nearside/shared/chain/enrolment/check-enrolment-proof.ts";
import { checkNonceSignature } from "@nearside/shared/chain/nonce/check-nonce-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import type { EnrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { Problem } from "../problems/problem.ts";
import type { Connection } from "../server/connection.ts";
import type { EnrolmentView } from "./enrolment-api.ts";

export interface VerifiedMeeting {
  readonly keys: EnrolledKeys;
  /** Six words, made only of what was verified here (protocol §3.5). */
  readonly words: readonly string[];
}

/**
 * Verifies that all statements of the other side chain to a presence proof that was made here (protocol §3.3).
 *
 * @param made the presence proofs of this enrolment's meeting
 * @throws Refused, Problem `server_malformed`
 */
export async function verifyEnrolmentMeeting(
  { issuer, keys: serverKeys }: Pick<Connection, "issuer" | "keys">,
  view: EnrolmentView,
  request: EnrolmentRequest,
  made: ReadonlySet<string>,
): Promise<VerifiedMeeting> {
  const { passkey } = view;
  if (!view.nonce || !view.hello || !view.presence_proof || !view.attestation || passkey === null)
    throw new Problem("server_malformed", "(the other side's statements are missing)");
  if (!made.has(view.presence_proof)) refuse("handshake_mismatch", "presence_proof");
  const meeting = {
    request,
    nonce: await nonce.read(view.nonce),
    hello: await hello.read(view.hello),
    presence: await presenceProof.read(view.presence_proof),
    attestation: await attestation.read(view.attestation),
  };
  await checkNonceSignature(meeting, { issuer, serverKeys: await serverKeys.current() });
  await checkEnrolmentMeeting(meeting);
  const extension = meeting.hello.header.jwk;
  const keys = { request, extension: await thumbprintOf(extension), passkey };
  if (view.extension_proof !== null)
    await checkEnrolmentProof(await enrolment.read(view.extension_proof), extension, keys);
  return { keys, words: await sixWords(meeting.attestation.hash, passkey) };
}
