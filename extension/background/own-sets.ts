import { refuse } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { lookAfterPending } from "../enrolment/look-after-pending.ts";
import { type BoundSet, type EnrollingSet, isUsable, type UsableSet } from "../keys/bound-set.ts";
import type { Ground } from "./ground.ts";

/** This extension's bound sets with that issuer: none is a browser that is not enrolled there. */
export async function ownSets(issuer: string, ground: Pick<Ground, "boundSets">): Promise<readonly BoundSet[]> {
  const sets = (await ground.boundSets.all()).filter((set) => set.issuer === issuer);
  return sets.length === 0 ? refuse("not_enrolled", "issuer") : sets;
}

/**
 * Those that have their receipt, newest first. One that waited for the administrator may have got it since.
 *
 * @param serverNow the server's clock, seconds
 * @throws Refused `bound_set_pending`, `not_enrolled` where none has
 */
export async function usableSets(
  sets: readonly BoundSet[],
  serverNow: number,
  ground: Ground,
): Promise<readonly UsableSet[]> {
  const usable = sets.filter(isUsable);
  const pending = sets.filter((set): set is EnrollingSet => set.state === "enrolling" && set.passkey !== null);
  const taken = await Promise.all(pending.map((set) => takenUp(set, serverNow, ground)));
  const all = [...usable, ...taken.filter((set) => set !== undefined)];
  if (all.length === 0) refuse(pending.length > 0 ? "bound_set_pending" : "not_enrolled", "receipt");
  return all.sort((one, other) => other.made_at - one.made_at);
}

async function takenUp(set: EnrollingSet, serverNow: number, ground: Ground): Promise<UsableSet | undefined> {
  try {
    return await lookAfterPending(set, { ...ground, fetched: ground.session.serverKeys, serverNow: () => serverNow });
  } catch (cause) {
    // it stays pending; another of this issuer's sets may still do
    if (cause instanceof Refused) return undefined;
    throw cause;
  }
}

/** An enrolment lives for fifteen minutes; one that signed nothing in a day is not coming back. Seconds. */
const ABANDONED_AFTER = 86_400;

/** Deletes the keys of enrolments that were confirmed and then left: they never signed for a bound set, nor will. */
export async function forgetAbandoned({ boundSets, now }: Pick<Ground, "boundSets" | "now">): Promise<void> {
  for (const set of await boundSets.all()) {
    const unused = set.state === "enrolling" && set.passkey === null;
    if (unused && now() - set.made_at > ABANDONED_AFTER) await boundSets.remove(set.thumbprint);
  }
}
