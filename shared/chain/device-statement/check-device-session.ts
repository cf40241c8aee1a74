import type { RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The session key differs from the device key that vouches for it, so that one leak is not two (protocol §1, §2).
 *
 * @throws Refused `key_mismatch`
 */
export function checkDeviceSession({ device }: Pick<RequestLink, "device">): void {
  if (device.claims.cnf.jkt === device.claims.iss) refuse("key_mismatch", "device.cnf");
}
