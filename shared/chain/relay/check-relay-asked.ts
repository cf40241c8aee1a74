import { placeOf } from "../../statements/elsewhere.ts";
import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The keeper relayed the presence proof of a command line elsewhere, and of none on the machine itself (protocol §10.3).
 *
 * @throws Refused `relay_mismatch`
 */
export function checkRelayAsked({ device, relay }: Pick<MeetingLink, "device" | "relay">): void {
  if ((relay !== null) !== (placeOf(device) !== undefined)) refuse("relay_mismatch", "relay");
}
