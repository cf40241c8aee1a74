import type { RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/** The session key is another key than the device key, which vouches for it: one leak is not two (protocol §1, §2). */
export function checkDeviceSession({ device }: Pick<RequestLink, "device">): void {
  if (device.claims.cnf.jkt === device.claims.iss) refuse("key_mismatch", "device.cnf");
}
