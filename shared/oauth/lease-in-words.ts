import { plural } from "../text/amounts.ts";
import { spanInWords } from "../text/time-in-words.ts";
import { leaseAccessTexts as texts } from "../texts/leases.ts";
import type { Lease } from "./lease.ts";

// A lease in the words of page and extension. Names, addresses, scopes and tools are others' words: they are shown as such.

/** A lease's access to one API, beside that of an earlier lease. */
export interface LeasedAccess {
  readonly resource: string;
  readonly scopes: readonly Named[];
  /** Empty where no tool is named, so that every tool is meant which those scopes open. */
  readonly tools: readonly Named[];
  /** The only tools that the earlier lease had there, where this one names none. */
  readonly toolsBefore: readonly Named[];
  /** Undefined for a lease that adds to none. */
  readonly standing: "new" | "more" | "as_before" | undefined;
}
interface Named {
  readonly name: string;
  /** The earlier lease does not have it. */
  readonly isNew: boolean;
}

/** @param earlier the lease to which this one adds */
export const accessBeside = ({ access }: Lease, earlier: Lease | undefined): readonly LeasedAccess[] =>
  access.map((one) => besideOne(one, earlier));

function besideOne({ resource, scope, tools = [] }: Lease["access"][number], earlier: Lease | undefined): LeasedAccess {
  const before = earlier?.access.find((one) => one.resource === resource);
  const had = scopesIn(before?.scope ?? "");
  const isMore = earlier !== undefined && before !== undefined;
  const scopes = scopesIn(scope).map((name) => ({ name, isNew: isMore && !had.includes(name) }));
  // an earlier lease that named no tool had every one
  const isKnown = (name: string) => before?.tools === undefined || before.tools.includes(name);
  const shown = tools.map((name) => ({ name, isNew: isMore && !isKnown(name) }));
  const toolsBefore = (isMore && tools.length === 0 ? (before.tools ?? []) : []).map((name) => ({
    name,
    isNew: false,
  }));
  const adds = toolsBefore.length > 0 || [...scopes, ...shown].some(({ isNew }) => isNew);
  const standing = earlier === undefined ? undefined : before === undefined ? "new" : adds ? "more" : "as_before";
  return { resource, scopes, tools: shown, toolsBefore, standing };
}

/** The access that only the earlier lease has. It continues beside the new one. */
export const accessOfEarlier = ({ access }: Lease, earlier: Lease): Lease["access"] =>
  earlier.access.filter(({ resource }) => !access.some((one) => one.resource === resource));

const scopesIn = (scope: string): readonly string[] => scope.split(" ").filter((name) => name !== "");

export const STANDING_WORDS: Readonly<Record<NonNullable<LeasedAccess["standing"]>, string>> = {
  new: texts.standing.new,
  more: texts.standing.more,
  as_before: texts.standing.asBefore,
};

/** A limit of a lease in words, beside that of an earlier lease. */
export interface LeasedLimit {
  readonly says: string;
  /** Says what was left of the earlier lease, where this one gives more; undefined where it gives no more, or adds to none. */
  readonly before: string | undefined;
}

/**
 * Says how long a lease lasts, how many calls it has and what ends it before its time. Each call is one token, which the server counts.
 *
 * @param earlier the lease to which this one adds, with what was left of it
 */
export const limitsBeside = (
  { calls, for: seconds, idle }: Limits,
  earlier: Limits | undefined,
): Readonly<Record<"calls" | "lasts" | "ends", LeasedLimit>> => ({
  calls: {
    says: calls === undefined ? texts.asManyCalls : plural(calls, texts.calls),
    before: ifLess(earlier?.calls, calls, (left) =>
      left === 0 ? texts.before.noCall : plural(left, texts.before.calls),
    ),
  },
  lasts: {
    says: texts.lasts({ span: spanInWords(seconds) }),
    before: ifLess(earlier?.for, seconds, (left) => texts.before.lasts({ span: spanInWords(left) })),
  },
  ends: {
    says: idle === undefined ? texts.endsWithProgram : texts.endsWithProgramOrIdle({ span: spanInWords(idle) }),
    before: ifLess(earlier?.idle, idle, (before) => texts.before.idle({ span: spanInWords(before) })),
  },
});
type Limits = Pick<Lease, "calls" | "for" | "idle">;

/** @param now no limit where it is left out, which is more than any; an earlier lease without a limit had as much */
const ifLess = (before: number | undefined, now: number | undefined, say: (before: number) => string) =>
  before !== undefined && (now === undefined || now > before) ? say(before) : undefined;
