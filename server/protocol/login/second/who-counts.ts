import { MOST_ASKED, MOST_COUNTED } from "@nearside/shared/api/second-wait.ts";
import type { SecondDemand } from "@nearside/shared/rules/second-approver.ts";
import type { Db, Trx } from "../../../platform/store/database.ts";
import { findLastAdmissions } from "../../../register/people/admissions.ts";
import { findFirstNamed, findNamedPeople, type NamedPerson } from "../../../register/people/named-people.ts";
import type { Approvers } from "./waiting-login.ts";

/** The people whom a login could ask, as they are now. */
interface WhoCounts {
  /** The people who can approve now, in the order of their ids. Of a large group only the first ones were read. */
  readonly counting: readonly NamedPerson[];
  /** Those who do not count yet, and from when they do. Who counts first comes first. */
  readonly newcomers: readonly (NamedPerson & { readonly countsFrom: number })[];
}

/** A login that asks other people, or is about to. */
interface Asking extends Pick<SecondDemand, "newcomers"> {
  readonly approvers: Approvers;
  /** The person who wants it. */
  readonly userId: string;
}

/**
 * Finds the people who can approve a login beside its person, and those whom that person admitted too lately (protocol §11.1). Of each name
 * as many are read as are counted anywhere; all of them only where the first ones do not suffice.
 *
 * @param now epoch milliseconds, like `countsFrom`
 */
export async function findWhoCounts(db: Db | Trx, asking: Asking, now: number): Promise<WhoCounts> {
  const named = asking.approvers.flatMap(({ among }) => among);
  const { people, isAll } = await findFirstNamed(db, named, MOST_COUNTED + 1);
  const first = await sortOut(db, people, asking, now);
  if (isAll || canMeet(asking.approvers, first.counting)) return first;
  return sortOut(db, await findNamedPeople(db, named), asking, now);
}

async function sortOut(
  db: Db | Trx,
  people: readonly NamedPerson[],
  { newcomers, userId }: Asking,
  now: number,
): Promise<WhoCounts> {
  const others = people.filter(({ id }) => id !== userId);
  const span = newcomers * 1000;
  if (span === 0) return { counting: others, newcomers: [] };
  const admitted = await findLastAdmissions(db, others, userId, now - span);
  return {
    counting: others.filter(({ id }) => !admitted.has(id)),
    newcomers: others
      .flatMap((person) => {
        const at = admitted.get(person.id);
        return at === undefined ? [] : [{ ...person, countsFrom: at + span }];
      })
      .sort((one, other) => one.countsFrom - other.countsFrom),
  };
}

/** True if those people are enough for every list. One who is in two lists counts for both. */
export const canMeet = (approvers: Approvers, people: readonly NamedPerson[]): boolean =>
  approvers.every(
    ({ among, quorum }) => people.filter(({ by }) => among.some((name) => by.has(name))).length >= quorum,
  );

/** The newcomers of whom command line and page are told. */
export const newcomersShown = ({ newcomers }: Pick<WhoCounts, "newcomers">) =>
  newcomers.slice(0, MOST_ASKED).map(({ id, name, countsFrom }) => ({
    id,
    name,
    counts_from: Math.ceil(countsFrom / 1000),
  }));
