import type { PostureReads } from "@nearside/rules/reading/posture-reads.ts";
import { POSTURE_NAMES, POSTURE_VALUES } from "@nearside/shared/posture/posture.ts";
import type { KeptPosture } from "../../register/machines/posture-store.ts";

/**
 * The time at which the rules have to be asked again about what a machine said, because a fact becomes older than one of them allows.
 *
 * @param now epoch seconds @returns epoch seconds; null if it never does
 */
export function nextDue(posture: KeptPosture, { ages }: PostureReads, now: number): number | null {
  const times = ages.flatMap(({ name, seconds }) => {
    const fact = posture[name];
    // `<` turns when the fact is that old, and `<=` a second later
    return fact === undefined ? [] : [fact.at + seconds, fact.at + seconds + 1];
  });
  const next = Math.min(...times.filter((time) => time > now));
  return Number.isFinite(next) ? next : null;
}

/**
 * The best that the machine could say now, from the sources that it had. A login that rules would allow by this, and not by what the
 * machine says, is refused for what the machine says.
 *
 * @param now epoch seconds
 */
export const inOrder = (posture: KeptPosture | undefined, now: number): KeptPosture =>
  Object.fromEntries(
    POSTURE_NAMES.map((name) => [
      name,
      { value: POSTURE_VALUES[name][0], source: posture?.[name]?.source ?? "none", at: now },
    ]),
  );
