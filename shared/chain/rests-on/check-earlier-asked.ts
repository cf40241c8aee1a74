import { type Facts, readFacts } from "../../statements/facts.ts";
import type { RestingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The earlier request equals this one: the same program, APIs and details, from the same account and terminal session
 * (protocol §4.5, threat R29). Command lines without a terminal cannot be told apart, so no login rests on their
 * approvals. If neither request names its terminal session, both are older than that member, and extension and
 * server no longer let such an approval stand.
 *
 * @throws Refused `standing_mismatch`
 */
export function checkEarlierAsked({ facts, earlier }: Pick<RestingLink, "facts" | "earlier">): void {
  if (earlier === null) return;
  const [now, then] = [readFacts(facts), readFacts(earlier.facts)];
  if (now.client.id !== then.client.id) refuse("standing_mismatch", "rests_on.client");
  if (!isSame(now.resource, then.resource)) refuse("standing_mismatch", "rests_on.resource");
  if (!isSame(now.authorization_details, then.authorization_details))
    refuse("standing_mismatch", "rests_on.authorization_details");
  // the place reports terminal and account, and could name a terminal of the machine itself
  if (now.place !== undefined || then.place !== undefined) refuse("standing_mismatch", "rests_on.place");
  if (!isSamePlace(now.context, then.context)) refuse("standing_mismatch", "rests_on.context");
}

const isSamePlace = (now: Facts["context"], then: Facts["context"]): boolean =>
  now.tty !== null &&
  now.tty === then.tty &&
  now.terminal_session === then.terminal_session &&
  now.account === then.account &&
  now.remote === then.remote;

/** One schema read both values, so equal values have equal JSON. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
