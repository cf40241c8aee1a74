import { verifySignature } from "../../signing/jws.ts";
import { thumbprintOf } from "../../signing/keys.ts";
import type { BoundSet, RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The device statement is signed by the device key of the bound set, which both `iss` and `kid` name (protocol §4.1).
 *
 * @throws Refused `key_mismatch`, `bad_signature`
 */
export async function checkDeviceSignature(
  { device }: Pick<RequestLink, "device">,
  { bound }: { readonly bound: Pick<BoundSet, "device"> },
): Promise<void> {
  const id = await thumbprintOf(bound.device);
  if (device.claims.iss !== id) refuse("key_mismatch", "device.iss");
  if (device.header.kid !== id) refuse("key_mismatch", "device.kid");
  await verifySignature(device, bound.device);
}
