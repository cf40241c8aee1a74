import type { Passkey } from "../../passkey/passkey.ts";
import { type Decoded, type KidHeader, verifySignature } from "../../signing/jws.ts";
import { type PublicJwk, thumbprintOf } from "../../signing/keys.ts";
import type { Enrolment } from "../../statements/enrolment.ts";
import type { EnrolmentRequest } from "../../statements/enrolment-request.ts";
import { refuse } from "../refusal.ts";

/** The three keys of one enrolment, which a proof of possession must name (protocol §3.3). */
export interface EnrolledKeys {
  readonly request: EnrolmentRequest;
  readonly extension: string;
  readonly passkey: Passkey;
}

/**
 * The proof names that enrolment and its three keys, and `key`, one of them, signed it (threat R12).
 *
 * @throws Refused `request_mismatch`, `wrong_user`, `key_mismatch`, `bad_signature`
 */
export async function checkEnrolmentProof(proof: Enrolment, key: PublicJwk, keys: EnrolledKeys): Promise<void> {
  const { claims } = proof;
  if (claims.request !== keys.request.hash) refuse("request_mismatch", "enrolment.request");
  if (claims.user !== keys.request.claims.user.id) refuse("wrong_user", "enrolment.user");
  if (claims.device_jkt !== keys.request.claims.device_jkt) refuse("key_mismatch", "enrolment.device_jkt");
  if (claims.extension_jkt !== keys.extension) refuse("key_mismatch", "enrolment.extension_jkt");
  if (claims.passkey.credential_id !== keys.passkey.credential_id) refuse("key_mismatch", "enrolment.passkey");
  if (claims.passkey.public_key !== keys.passkey.public_key) refuse("key_mismatch", "enrolment.passkey");
  await verifySigner(proof, key);
}

async function verifySigner(proof: Decoded<KidHeader, unknown>, key: PublicJwk): Promise<void> {
  if (proof.header.kid !== (await thumbprintOf(key))) refuse("key_mismatch", "enrolment.kid");
  await verifySignature(proof, key);
}
