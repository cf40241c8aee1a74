import { readLease } from "../../oauth/lease.ts";
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
  for (const facts of [now, then]) demandOwnTerminal(facts);
  if (!isSamePlace(now.context, then.context)) refuse("standing_mismatch", "rests_on.context");
}

/**
 * Demands that a command line on the machine itself asked for the login: no other one rests on an approval, and nothing rests on the
 * approval of another one (protocol §4.5).
 *
 * @throws Refused `standing_mismatch`
 */
export function demandOwnTerminal(facts: Facts): void {
  // the place reports terminal and account, and could name a terminal of the machine itself
  if (facts.place !== undefined) refuse("standing_mismatch", "rests_on.place");
  // the keeper asks for these two, and the terminal is not that of the program or agent
  if (facts.redirect !== undefined) refuse("standing_mismatch", "rests_on.redirect");
  if (readLease(facts) !== undefined) refuse("standing_mismatch", "rests_on.lease");
}

const isSamePlace = (now: Facts["context"], then: Facts["context"]): boolean =>
  now.tty !== null &&
  now.tty === then.tty &&
  now.terminal_session === then.terminal_session &&
  now.account === then.account &&
  now.remote === then.remote;

/** One schema read both values, so equal values have equal JSON. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
