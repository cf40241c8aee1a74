import { placeOf } from "../../statements/elsewhere.ts";
import { readFacts } from "../../statements/facts.ts";
import type { RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The facts repeat exactly the place that the machine signed, or have none, and the server's word on a host where there is one (protocol §10.2).
 *
 * @throws Refused `place_mismatch`
 */
export function checkFactsPlace({ device, facts }: Pick<RequestLink, "device" | "facts">): void {
  const { place, host } = readFacts(facts);
  // one schema read both values, so equal values have equal JSON
  if (JSON.stringify(place) !== JSON.stringify(placeOf(device))) refuse("place_mismatch", "facts.place");
  if ((host === undefined) !== (place?.kind !== "ssh")) refuse("place_mismatch", "facts.host");
}
