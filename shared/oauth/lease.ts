import * as v from "valibot";
import { parseUrl } from "../encoding/parse-url.ts";
import { requestIdSchema } from "../ids.ts";
import { LONGEST_LEASE_SECONDS, SHORTEST_LEASE_SECONDS } from "../lifetimes.ts";
import { visible } from "../text/label.ts";

// A lease (protocol §12): what a program and all that it starts may do for a while, of which a person approved the whole. It is one
// authorization detail (RFC 9396) of a login that asks for nothing else.

/** `type` of the detail. */
export const LEASE_TYPE = "nearside_lease";
const MOST_ACCESSES = 16;
const MOST_TOOLS = 32;
const MOST_CALLS = 100_000;

/** A person reads it, and APIs log it: each of its characters can be seen, and none ends a line or turns it around (threat A15). */
const shown = (longest: number) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(longest),
    v.regex(/^\P{Cc}+$/u),
    v.regex(/\S/),
    v.check((text) => visible(text)),
  );

/** Words with one blank between them (RFC 6749 §3.3), each once; "" for an API without scopes. */
const scopeSchema = v.pipe(
  v.string(),
  v.maxLength(1024),
  v.regex(/^(?:[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*)?$/),
  v.check((scope) => isEachOnce(scope.split(" "))),
);

const isEachOnce = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

const secondsOfLease = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(SHORTEST_LEASE_SECONDS),
  v.maxValue(LONGEST_LEASE_SECONDS),
);

const toolsSchema = v.pipe(
  v.array(shown(128)),
  v.minLength(1),
  v.maxLength(MOST_TOOLS),
  v.check((tools) => isEachOnce(tools)),
);

const accessSchema = v.strictObject({
  resource: v.pipe(
    v.string(),
    v.maxLength(1024),
    v.check((text) => parseUrl(text) !== undefined),
  ),
  scope: scopeSchema,
  /** The tools of the API that the agent may use, where the API has such; left out, no tool is named. */
  tools: v.exactOptional(toolsSchema),
});

/** The machine reports it, as a person gave it and as the kernel has it. It is not verified. */
const agentSchema = v.strictObject({ name: shown(64), program: shown(255) });

export const leaseDetailSchema = v.strictObject({
  type: v.literal(LEASE_TYPE),
  agent: agentSchema,
  /** Each API once. */
  access: v.pipe(
    v.array(accessSchema),
    v.minLength(1),
    v.maxLength(MOST_ACCESSES),
    v.check((all) => isEachOnce(all.map(({ resource }) => resource))),
  ),
  /** Seconds from the touch. */
  for: secondsOfLease,
  /** Seconds without a token, after which it ends. */
  idle: v.exactOptional(secondsOfLease),
  /** Tokens that it may have, each for one request; left out, they are bound by their time alone. */
  calls: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_CALLS))),
  why: v.exactOptional(shown(500)),
  /** The lease that this one adds to. */
  after: v.exactOptional(requestIdSchema),
});
export type Lease = v.InferOutput<typeof leaseDetailSchema>;

/** A carrier of authorization details: the facts of a login, the claims of a token, or a family's grant. */
interface Detailed {
  readonly authorization_details?: readonly { readonly type: string }[] | undefined;
}

/**
 * Reads the lease that a login is for; undefined if it is for none. The server admits no other detail beside a lease, and none that
 * is written otherwise, so a text that is not a whole lease was not signed by a server of this version and is no lease.
 */
export function readLease({ authorization_details: details = [] }: Detailed): Lease | undefined {
  const [one, ...more] = details;
  if (one?.type !== LEASE_TYPE || more.length > 0) return undefined;
  const lease = v.safeParse(leaseDetailSchema, one);
  return lease.success ? lease.output : undefined;
}

/** A lease as it was when another one was asked for that adds to it: what was left of its time and its calls. */
const leaseLeftSchema = v.strictObject({
  ...leaseDetailSchema.entries,
  /** The calls left: none, if all are used up. */
  calls: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_CALLS))),
});

/**
 * What was left of a lease, as facts tell it: time to the next whole minute, so that nobody needs a clock as exact as the server's.
 *
 * @param left seconds and calls; null calls where they are not counted
 */
export function leaseLeft(lease: Lease, left: { readonly seconds: number; readonly calls: number | null }): Lease {
  const minutes = Math.ceil(left.seconds / 60);
  const seconds = Math.min(Math.max(minutes * 60, SHORTEST_LEASE_SECONDS), lease.for);
  return { ...lease, for: seconds, ...(left.calls !== null && { calls: left.calls }) };
}

/** Reads the lease that a login adds to, as it was when that was asked for; undefined if it adds to none, or if that is none. */
export function readEarlierLease({
  earlier = [],
}: {
  readonly earlier?: readonly { readonly type: string }[] | undefined;
}): Lease | undefined {
  const [one, ...more] = earlier;
  if (more.length > 0) return undefined;
  const lease = v.safeParse(leaseLeftSchema, one);
  return lease.success ? lease.output : undefined;
}

/** `act.sub` of each token out of a lease (RFC 8693 §4.1). */
export const actorOfLease = ({ agent }: Pick<Lease, "agent">): string => `agent:${agent.name}`;
