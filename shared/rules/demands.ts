import * as v from "valibot";
import { ticketPrefixSchema } from "./asking.ts";
import { bothSecond, secondDemandSchema } from "./second-approver.ts";

// Demands of rules on top of the floor (docs/reference/rules.md). None of them makes an approval easier than without rules: the
// command line was met on the same machine now, and a passkey of the bound set was touched now or in the approval that
// this one rests on.

const seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const demandsSchema = v.strictObject({
  /** The greatest age of the touch in seconds, at the approval and at every refresh; null if any age will do. */
  fresh_touch: v.nullable(seconds),
  /** The passkey cannot be copied (BE = 0). */
  device_bound: v.boolean(),
  /** Metadata proves the make of the passkey's authenticator. */
  attested: v.boolean(),
  /** An attested security key is touched as well, beside the first passkey. */
  security_key: v.boolean(),
  /** The person gives a reason in their own words. */
  justification: v.boolean(),
  /**
   * The person gives a ticket number with one of these prefixes; null if none is demanded. An empty list means that
   * rules demand different ones, which no person can meet.
   */
  ticket: v.nullable(v.array(ticketPrefixSchema)),
  /** The longest life of an access token in seconds; null if the program's applies. */
  access_token: v.nullable(seconds),
  refresh_token: v.nullable(seconds),
  /** The only scopes that are granted; null if the whole request is. */
  scopes: v.nullable(v.array(v.string())),
  /**
   * An approval for the same machine, terminal, program and scope is enough if it is at most this many seconds old;
   * null if none is enough.
   */
  stand: v.nullable(seconds),
  /** Other people, each on another machine, approve as well (protocol §11); null if none is demanded. */
  second: v.nullable(secondDemandSchema),
  /** Owners and administrators are told that it was approved, the first of several at once. */
  alarm: v.boolean(),
});
export type Demands = Readonly<v.InferOutput<typeof demandsSchema>>;

export const NO_DEMANDS: Demands = {
  fresh_touch: null,
  device_bound: false,
  attested: false,
  security_key: false,
  justification: false,
  ticket: null,
  access_token: null,
  refresh_token: null,
  scopes: null,
  stand: null,
  second: null,
  alarm: false,
};

/** True if anything is demanded. `stand` is no demand. */
export const asksForSomething = (demands: Demands): boolean =>
  Object.entries(demands).some(([name, value]) => name !== "stand" && value !== NO_DEMANDS[name as keyof Demands]);

/**
 * Both demands at once, which is the stricter of each. `stand` is no demand: if one leaves it out, the other's value
 * applies.
 */
export const bothOf = (one: Demands, other: Demands): Demands => ({
  fresh_touch: least(one.fresh_touch, other.fresh_touch),
  device_bound: one.device_bound || other.device_bound,
  attested: one.attested || other.attested,
  security_key: one.security_key || other.security_key,
  justification: one.justification || other.justification,
  ticket: common(one.ticket, other.ticket),
  access_token: least(one.access_token, other.access_token),
  refresh_token: least(one.refresh_token, other.refresh_token),
  scopes: common(one.scopes, other.scopes),
  stand: least(one.stand, other.stand),
  second: bothSecond(one.second, other.second),
  alarm: one.alarm || other.alarm,
});

/**
 * The greatest age in seconds at which an earlier approval stands for this one. Null if none may: no rule allows it,
 * or a demand has to be met by the person each time.
 */
export function standsFor(demands: Demands): number | null {
  const { stand, fresh_touch, security_key, justification, ticket, second, alarm } = demands;
  if (stand === null || security_key || justification || ticket !== null || second !== null || alarm) return null;
  return least(stand, fresh_touch);
}

const least = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);

const common = (one: string[] | null, other: string[] | null): string[] | null =>
  one === null ? other : other === null ? one : one.filter((text) => other.includes(text));
