import { type Facts, readFacts } from "../../statements/facts.ts";
import type { RestingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The earlier approval is for what is asked for now: the same program, APIs and details, from the same account and
 * terminal session (protocol §4.5, threat R29). A command line without a terminal is not told apart from any other. Where neither tells
 * its session, both are from before it was told, and extension and server let nothing stand by now.
 */
export function checkEarlierAsked({ facts, earlier }: Pick<RestingLink, "facts" | "earlier">): void {
  if (earlier === null) return;
  const [now, then] = [readFacts(facts), readFacts(earlier.facts)];
  if (now.client.id !== then.client.id) refuse("standing_mismatch", "rests_on.client");
  if (!isSame(now.resource, then.resource)) refuse("standing_mismatch", "rests_on.resource");
  if (!isSame(now.authorization_details, then.authorization_details))
    refuse("standing_mismatch", "rests_on.authorization_details");
  if (!isSamePlace(now.context, then.context)) refuse("standing_mismatch", "rests_on.context");
}

const isSamePlace = (now: Facts["context"], then: Facts["context"]): boolean =>
  now.tty !== null &&
  now.tty === then.tty &&
  now.terminal_session === then.terminal_session &&
  now.account === then.account &&
  now.remote === then.remote;

/** Both were read by one schema, so what is the same is written the same. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
