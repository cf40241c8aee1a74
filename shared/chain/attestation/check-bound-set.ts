import { thumbprintOf } from "../../signing/keys.ts";
import type { BoundSet, MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The extension that met and the device that started the login are in one bound set (protocol §4.4).
 *
 * @throws Refused `not_one_bound_set`
 */
export async function checkBoundSet(
  { device, hello }: Pick<MeetingLink, "device" | "hello">,
  { bound }: { readonly bound: Pick<BoundSet, "device" | "extensions"> },
): Promise<void> {
  if (device.claims.iss !== (await thumbprintOf(bound.device))) refuse("not_one_bound_set", "device");
  if (!bound.extensions.includes(await thumbprintOf(hello.header.jwk))) refuse("not_one_bound_set", "extension");
}
