import * as v from "valibot";
import { LONGEST_WITHIN_SECONDS, SHORTEST_WITHIN_SECONDS } from "../lifetimes.ts";

// The second person whom rules demand (protocol §11): who may be one, how many, and for how long they are asked.

// A decision can say more than rules may ask for (`shared/statements/decision.ts`), so that these limits can grow without a new statement.

/** The most people and groups that one rule names. */
const MOST_NAMED = 8;
/** The most lists that a decision asks for people of. */
export const MOST_LISTS = 4;
export const MOST_QUORUM = 5;
export const DEFAULT_WITHIN_SECONDS = 3600;
export const DEFAULT_NEWCOMER_SECONDS = 3600;
/** One person or one group, as a rule names them: `user:bob`, `group:leads`. */
const namedSchema = v.pipe(
  v.string(),
  v.regex(/^(user:[a-z0-9][a-z0-9._@+-]{0,127}|group:(?! )[^\p{C}\u2028\u2029;]{1,64}(?<! ))$/u),
);

/** So many different people of this list have to approve, beside the person who logs in. */
const approverListSchema = v.strictObject({
  among: v.pipe(v.array(namedSchema), v.minLength(1), v.maxLength(MOST_NAMED)),
  quorum: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_QUORUM)),
});
type ApproverList = v.InferOutput<typeof approverListSchema>;

export const secondDemandSchema = v.strictObject({
  /** Each list has to be met; a person counts for every one that names them. */
  approvers: v.pipe(v.array(approverListSchema), v.minLength(1)),
  /** Seconds from the first approval; then the login expires. */
  within: v.pipe(v.number(), v.integer(), v.minValue(SHORTEST_WITHIN_SECONDS), v.maxValue(LONGEST_WITHIN_SECONDS)),
  /** Nobody counts whom the person who logs in admitted within so many seconds; 0 where that is allowed. */
  newcomers: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_592_000)),
});
export type SecondDemand = v.InferOutput<typeof secondDemandSchema>;

/** Reads `group:leads user:bob`, each name once, in one order. Undefined if the text names nobody, too many, or badly. */
export function readNamed(text: string): string[] | undefined {
  // the name of a group may hold spaces
  const named = v.safeParse(approverListSchema.entries.among, text.split(/ (?=group:|user:)/));
  return named.success ? [...new Set(named.output)].sort() : undefined;
}

/** Name and kind of somebody whom a rule names. */
export function namedOf(named: string): { readonly kind: "user" | "group"; readonly name: string } {
  const at = named.indexOf(":");
  return { kind: named.startsWith("user:") ? "user" : "group", name: named.slice(at + 1) };
}

/** Both at once: every list of both, for the shorter time, and without the newcomers of either. */
export function bothSecond(one: SecondDemand | null, other: SecondDemand | null): SecondDemand | null {
  if (one === null || other === null) return one ?? other;
  return {
    approvers: allLists([...one.approvers, ...other.approvers]),
    within: Math.min(one.within, other.within),
    newcomers: Math.max(one.newcomers, other.newcomers),
  };
}

/** True if the people who meet the narrow list meet the wide one too: it has no other names, and wants no fewer people. */
const meets = (narrow: ApproverList, wide: ApproverList): boolean =>
  narrow.quorum >= wide.quorum && narrow.among.every((name) => wide.among.includes(name));

/** In one order, and without those that are met wherever another one is: a list of more names, of which no more people are asked. */
function allLists(lists: readonly ApproverList[]): ApproverList[] {
  const key = ({ among, quorum }: ApproverList) => JSON.stringify([among, quorum]);
  const once = [...new Map(lists.map((list) => [key(list), list])).values()];
  return once
    .filter((wide) => !once.some((narrow) => narrow !== wide && meets(narrow, wide)))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** People who approved, or are to approve. */
type Lists = Pick<SecondDemand, "approvers">;

/** True if everybody who meets `next` meets `last` too: no list is left out or longer, and no quorum is less. */
export function namesSecond(last: Lists | null, next: Lists | null): boolean {
  if (last === null) return true;
  return last.approvers.every((wide) => (next?.approvers ?? []).some((narrow) => meets(narrow, wide)));
}

/** The same, and `next` gives no more time. */
export const coversSecond = (last: SecondDemand | null, next: (Lists & Pick<SecondDemand, "within">) | null): boolean =>
  namesSecond(last, next) && (last === null || (next !== null && next.within <= last.within));
