import { hostStanding } from "../../proof/host-standing.ts";
import { placeOf } from "../../statements/elsewhere.ts";
import { readFacts } from "../../statements/facts.ts";
import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token says at which kind of place its command line runs, and what is known of a host (protocol §10.4).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenPlace({ device, facts, token }: Pick<Chain, "device" | "facts" | "token">): void {
  const place = placeOf(device);
  const { proof } = token.claims;
  if (proof?.place !== place?.kind) refuse("token_mismatch", "token.proof.place");
  const host = place?.kind === "ssh" ? hostStanding(place.claimed_name, readFacts(facts).host) : undefined;
  if (proof?.host !== host) refuse("token_mismatch", "token.proof.host");
}
