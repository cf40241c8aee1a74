import { isFromElsewhere, placeOf } from "../../statements/elsewhere.ts";
import type { RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The server signed the request for a command line elsewhere if the machine said so, and for none on the machine itself (protocol §10.2).
 *
 * @throws Refused `place_mismatch`
 */
export function checkRequestPlace({ device, request }: Pick<RequestLink, "device" | "request">): void {
  if (isFromElsewhere(request) !== (placeOf(device) !== undefined)) refuse("place_mismatch", "request.typ");
}
