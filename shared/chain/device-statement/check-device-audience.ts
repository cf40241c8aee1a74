import type { RequestLink, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The device statement names this server as its audience.
 *
 * @throws Refused `wrong_audience`
 */
export function checkDeviceAudience(
  { device }: Pick<RequestLink, "device">,
  { issuer }: Pick<Trusted, "issuer">,
): void {
  if (device.claims.aud !== issuer) refuse("wrong_audience", "device.aud");
}
