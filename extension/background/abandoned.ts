import type { Ground } from "./ground.ts";

/** An enrolment lives for fifteen minutes; one that signed nothing in a day is not coming back. Seconds. */
const ABANDONED_AFTER = 86_400;

/** Deletes the keys of enrolments that were confirmed and then left: they never signed for a bound set, nor will. */
export async function forgetAbandoned({ boundSets, now }: Pick<Ground, "boundSets" | "now">): Promise<void> {
  for (const set of await boundSets.all()) {
    const unused = set.state === "enrolling" && set.passkey === null;
    if (unused && now() - set.made_at > ABANDONED_AFTER) await boundSets.remove(set.thumbprint);
  }
}
