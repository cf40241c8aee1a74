import { verifySignature } from "../../signing/jws.ts";
import { thumbprintOf } from "../../signing/keys.ts";
import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The presence proof is signed by the key that the request vouches for: the session key, or at enrolment the device key
 * (protocol §3.3, §4.3).
 *
 * @param key thumbprint: `sub_jkt` of a login request, `device_jkt` of an enrolment request
 */
export async function verifyPresenceSignature(presence: MeetingLink["presence"], key: string): Promise<void> {
  if ((await thumbprintOf(presence.header.jwk)) !== key) refuse("key_mismatch", "presence.jwk");
  await verifySignature(presence, presence.header.jwk);
}

export const checkPresenceSignature = ({
  request,
  presence,
}: Pick<MeetingLink, "request" | "presence">): Promise<void> =>
  verifyPresenceSignature(presence, request.claims.sub_jkt);
