import { MOST_ACCOUNTS } from "@nearside/shared/api/page-messages.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { User } from "@nearside/shared/claims.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { lookAfterPending, type PendingServices } from "../enrolment/look-after-pending.ts";
import { type BoundSet, type EnrollingSet, isUsable, type UsableSet } from "../keys/bound-set.ts";
import type { Services } from "./services.ts";

/**
 * This extension's bound sets with that issuer.
 *
 * @throws Refused `not_enrolled` without any
 */
export async function ownSets(issuer: string, services: Pick<Services, "boundSets">): Promise<readonly BoundSet[]> {
  const sets = (await services.boundSets.all()).filter((set) => set.issuer === issuer);
  return sets.length === 0 ? refuse("not_enrolled", "issuer") : sets;
}

/** The services that looking for usable sets takes: one that is pending may have become usable. */
export type UsableSetsServices = Omit<PendingServices, "serverNow">;

/**
 * The bound sets that have their receipt, newest first. A set that waited for the administrator may have got its
 * receipt since.
 *
 * @param serverNow the server's clock, epoch seconds
 * @throws Refused `bound_set_pending`, `not_enrolled` if none has
 */
export async function usableSets(
  sets: readonly BoundSet[],
  serverNow: number,
  services: UsableSetsServices,
): Promise<readonly UsableSet[]> {
  const usable = sets.filter(isUsable);
  const pending = sets.filter((set): set is EnrollingSet => set.state === "enrolling" && set.passkey !== null);
  const taken = await Promise.all(pending.map((set) => takenUp(set, serverNow, services)));
  const all = [...usable, ...taken.filter((set) => set !== undefined)];
  if (all.length === 0) refuse(pending.length > 0 ? "bound_set_pending" : "not_enrolled", "receipt");
  return all.sort((one, other) => other.made_at - one.made_at);
}

/** The people for whom this browser is enrolled there, as many as a page is told of. */
export const accountsOf = (sets: readonly UsableSet[]): User[] =>
  [...new Map(sets.map(({ user }) => [user.id, user])).values()].slice(0, MOST_ACCOUNTS);

async function takenUp(
  set: EnrollingSet,
  serverNow: number,
  services: UsableSetsServices,
): Promise<UsableSet | undefined> {
  try {
    return await lookAfterPending(set, { ...services, serverNow: () => serverNow });
  } catch (cause) {
    // it stays pending; another of this issuer's sets may still be usable
    if (cause instanceof Refused) return undefined;
    throw cause;
  }
}

/** Seconds. An enrolment lives for fifteen minutes, so one that signed nothing in a day was given up. */
const ABANDONED_AFTER = 86_400;

/** Deletes the keys of enrolments that were confirmed and then given up: these keys never signed for a bound set. */
export async function forgetAbandoned({ boundSets, now }: Pick<Services, "boundSets" | "now">): Promise<void> {
  for (const set of await boundSets.all()) {
    const unused = set.state === "enrolling" && set.passkey === null;
    if (unused && now() - set.made_at > ABANDONED_AFTER) await boundSets.remove(set.thumbprint);
  }
}
