import { verifySignature } from "../../signing/jws.ts";
import { thumbprintOf } from "../../signing/keys.ts";
import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The key that the request vouches for signed the presence proof: the session key, or at enrolment the device key
 * (protocol §3.3, §4.3).
 *
 * @param key thumbprint: `sub_jkt` of a login request, `device_jkt` of an enrolment request
 * @throws Refused `key_mismatch`, `bad_signature`
 */
export async function verifyPresenceSignature(presence: MeetingLink["presence"], key: string): Promise<void> {
  if ((await thumbprintOf(presence.header.jwk)) !== key) refuse("key_mismatch", "presence.jwk");
  await verifySignature(presence, presence.header.jwk);
}

/**
 * The session key that the login request names signed the presence proof (protocol §4.3).
 *
 * @throws Refused `key_mismatch`, `bad_signature`
 */
export const checkPresenceSignature = ({
  request,
  presence,
}: Pick<MeetingLink, "request" | "presence">): Promise<void> =>
  verifyPresenceSignature(presence, request.claims.sub_jkt);
