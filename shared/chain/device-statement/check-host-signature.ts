import { decodeBase64url } from "../../encoding/base64url.ts";
import { type HostKey, readHostKey } from "../../ssh/host-key.ts";
import { isHostSignature } from "../../ssh/verify-host-signature.ts";
import { placeOf } from "../../statements/elsewhere.ts";
import type { SshPlace } from "../../statements/place.ts";
import type { RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The host made the signature over the session identifier, where the machine says that the login came from a host (protocol §10.1).
 *
 * @throws Refused `host_signature_invalid`, `malformed`
 */
export async function checkHostSignature({ device }: Pick<RequestLink, "device">): Promise<void> {
  const place = placeOf(device);
  if (place?.kind === "ssh") await verifyHostSignature(place);
}

/**
 * The host's key, once its signature over the session identifier was verified.
 *
 * @throws Refused `host_signature_invalid`, `malformed`
 */
export async function verifyHostSignature({ host_key, session_id, signature }: SshPlace): Promise<HostKey> {
  const bytes = decodeBase64url(host_key, "device.place.host_key");
  const [session, signed] = [decodeBase64url(session_id, "device.place"), decodeBase64url(signature, "device.place")];
  const key = await hostKeyOf(bytes);
  if (!(await isHostSignature(key, session, signed))) refuse("host_signature_invalid", "device.place.signature");
  return key;
}

async function hostKeyOf(bytes: Uint8Array<ArrayBuffer>): Promise<HostKey> {
  try {
    return await readHostKey(bytes);
  } catch (cause) {
    return refuse("host_signature_invalid", "device.place.host_key", { cause });
  }
}
