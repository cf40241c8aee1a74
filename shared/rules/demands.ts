import * as v from "valibot";
import { ticketPrefixSchema } from "./asking.ts";

// What rules ask for on top of the floor (docs/rules.md). Nothing here makes less of an approval enough than without rules:
// met on the same machine now; a passkey of the bound set now, or in the approval that it rests on.

const seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const demandsSchema = v.strictObject({
  /** The touch is at most so many seconds old, at the approval and at every refresh; null: whatever. */
  fresh_touch: v.nullable(seconds),
  /** A passkey that can't be copied (BE = 0). */
  device_bound: v.boolean(),
  /** One whose make metadata proves. */
  attested: v.boolean(),
  /** The touch of an attested security key as well, beside the first passkey. */
  security_key: v.boolean(),
  /** A reason in the person's own words. */
  justification: v.boolean(),
  /** A ticket's number with one of these prefixes; null: none. An empty list: rules ask for different ones, which nobody can meet. */
  ticket: v.nullable(v.array(ticketPrefixSchema)),
  /** The longest life, in seconds; null: the program's. */
  access_token: v.nullable(seconds),
  refresh_token: v.nullable(seconds),
  /** These scopes at most; null: all that was asked for. */
  scopes: v.nullable(v.array(v.string())),
  /** An approval for the same machine, terminal, program and scope that is at most so many seconds old is enough; null: none is. */
  stand: v.nullable(seconds),
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
};

/** Whether anything is asked for: that an approval may stand is no demand. */
export const asksForSomething = (demands: Demands): boolean =>
  Object.entries(demands).some(([name, value]) => name !== "stand" && value !== NO_DEMANDS[name as keyof Demands]);

/** Both at once, which is the strictest of each. `stand` alone is no demand: where one says nothing of it, the other's word holds. */
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
});

/**
 * How old an approval may be to stand for this one, in seconds; null where none may: nothing says so, or what is asked for has to be
 * given by the person each time.
 */
export function standsFor({ stand, fresh_touch, security_key, justification, ticket }: Demands): number | null {
  if (stand === null || security_key || justification || ticket !== null) return null;
  return least(stand, fresh_touch);
}

const least = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);

const common = (one: string[] | null, other: string[] | null): string[] | null =>
  one === null ? other : other === null ? one : one.filter((text) => other.includes(text));
