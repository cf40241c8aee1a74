import { LEASE_TYPE, readEarlierLease, readLease } from "../../oauth/lease.ts";
import { readFacts } from "../../statements/facts.ts";
import type { RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * A lease is asked for alone, and on the machine itself. The facts have the earlier lease if and only if this one adds to it (protocol §12.1).
 *
 * @throws Refused `facts_mismatch`
 */
export function checkFactsLease({ facts }: Pick<RequestLink, "facts">): void {
  const told = readFacts(facts);
  const lease = readLease(told);
  if (lease === undefined && told.authorization_details.some(({ type }) => type === LEASE_TYPE))
    refuse("facts_mismatch", "facts.authorization_details");
  if ((lease?.after !== undefined) !== (told.earlier !== undefined)) refuse("facts_mismatch", "facts.earlier");
  if (lease === undefined) return;
  if (told.earlier !== undefined && readEarlierLease(told) === undefined) refuse("facts_mismatch", "facts.earlier");
  if (told.scope !== "") refuse("facts_mismatch", "facts.scope");
  if (told.resource.length > 0) refuse("facts_mismatch", "facts.resource");
  if (told.place !== undefined) refuse("facts_mismatch", "facts.place");
  if (told.redirect !== undefined) refuse("facts_mismatch", "facts.redirect");
}
