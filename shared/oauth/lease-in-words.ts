import { numberText } from "../text/amounts.ts";
import { spanInWords } from "../text/time-in-words.ts";
import { leaseAccessTexts } from "../texts/leases.ts";
import type { Lease } from "./lease.ts";

// A lease in the words of page and extension. Names, addresses, scopes and tools are others' words: they are shown as such.

/** A lease's access to one API, beside that of an earlier lease. */
export interface LeasedAccess {
  readonly resource: string;
  readonly scopes: readonly Named[];
  /** Empty where no tool is named, so that every tool is meant which those scopes open. */
  readonly tools: readonly Named[];
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
  const everyTool = isMore && tools.length === 0 && before.tools !== undefined;
  const adds = everyTool || [...scopes, ...shown].some(({ isNew }) => isNew);
  const standing = earlier === undefined ? undefined : before === undefined ? "new" : adds ? "more" : "as_before";
  return { resource, scopes, tools: shown, standing };
}

/** The access that only the earlier lease has. It continues beside the new one. */
export const accessOfEarlier = ({ access }: Lease, earlier: Lease): Lease["access"] =>
  earlier.access.filter(({ resource }) => !access.some((one) => one.resource === resource));

const scopesIn = (scope: string): readonly string[] => scope.split(" ").filter((name) => name !== "");

export const STANDING_WORDS: Readonly<Record<NonNullable<LeasedAccess["standing"]>, string>> = {
  new: leaseAccessTexts.standing.new,
  more: leaseAccessTexts.standing.more,
  as_before: leaseAccessTexts.standing.asBefore,
};

/** "2 hours from your approval". */
export const leaseLasts = ({ for: seconds }: Pick<Lease, "for">): string =>
  leaseAccessTexts.lasts({ span: spanInWords(seconds) });

/** Says how many calls it has; each is one token, which the server counts. */
export const leaseCalls = ({ calls }: Pick<Lease, "calls">): string =>
  calls === undefined
    ? leaseAccessTexts.asManyCalls
    : calls === 1
      ? leaseAccessTexts.oneCall
      : leaseAccessTexts.calls({ calls: numberText(calls) });

/** The ends of a lease before its time. */
export const leaseEnds = ({ idle }: Pick<Lease, "idle">): string =>
  idle === undefined
    ? leaseAccessTexts.endsWithProgram
    : leaseAccessTexts.endsWithProgramOrIdle({ span: spanInWords(idle) });
