import { MOST_COUNTED } from "@nearside/shared/api/second-wait.ts";
import { MOST_QUORUM } from "@nearside/shared/rules/second-approver.ts";
import type { Db } from "../../../platform/store/database.ts";
import type { CoApproval } from "../../../register/logins/login.ts";
import { findFirstNamed } from "../../../register/people/named-people.ts";
import type { Approvers } from "./waiting-login.ts";

interface Counted {
  /** The least number of people with whom every list is met, those who approved included. */
  readonly quorum: number;
  /** The number of people who approved. */
  readonly have: number;
}

/**
 * Counts the people of a login that waits for others. One who is in two lists counts for both, so the least number may be less than what the
 * lists want together. Of each name, as many people are looked at as are counted anywhere.
 *
 * @param userId the person who wants the login
 */
export async function countPeople(
  db: Db,
  userId: string,
  approvers: Approvers,
  approved: readonly Pick<CoApproval, "among" | "user">[],
): Promise<Counted> {
  const have = approved.length;
  const left = approvers.map(({ quorum }, at) =>
    Math.max(0, quorum - approved.filter(({ among }) => among.includes(at)).length),
  );
  if (approvers.length < 2) return { quorum: have + (left[0] ?? 0), have };
  const named = approvers.flatMap(({ among }) => among);
  const { people } = await findFirstNamed(db, named, MOST_COUNTED);
  const others = people.filter(({ id }) => id !== userId && !approved.some(({ user }) => user.id === id));
  const listsOf = others.map(({ by }) =>
    approvers.flatMap(({ among }, at) => (among.some((name) => by.has(name)) ? [at] : [])),
  );
  return { quorum: have + leastPeople(left, listsOf), have };
}

/**
 * Finds the least number of those people who meet every list. Where all of them together do not, each place is counted by itself, as if
 * somebody else came for it.
 *
 * @param left so many people each list still wants
 * @param people the lists of each person, by their index
 */
export function leastPeople(left: readonly number[], people: readonly (readonly number[])[]): number {
  const alike = new Map<string, number>();
  const least = new Map([[left.join(), { left, count: 0 }]]);
  for (const lists of people) {
    const many = (alike.get(lists.join()) ?? 0) + 1;
    alike.set(lists.join(), many);
    if (many > MOST_QUORUM) continue; // no list wants more
    for (const { left: before, count } of [...least.values()]) {
      const after = before.map((wanted, at) => (lists.includes(at) ? Math.max(0, wanted - 1) : wanted));
      const known = least.get(after.join());
      if (known === undefined || known.count > count + 1) least.set(after.join(), { left: after, count: count + 1 });
    }
  }
  return least.get(left.map(() => 0).join())?.count ?? left.reduce((one, other) => one + other, 0);
}
