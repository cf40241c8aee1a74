import { factsIn, isInOrder, type Posture } from "@nearside/shared/posture/posture.ts";
import { cureOf, factInWords, POSTURE_TITLES, REPORTED_BY_MACHINE } from "@nearside/shared/posture/posture-in-words.ts";
import { texts } from "../texts/doctor/machine.ts";
import { type Finding, good, notice } from "./finding.ts";

/**
 * Shows what this machine would say of itself at a login (protocol §4.8). It prevents no login by itself: the server's rules decide.
 *
 * @param os as the machine names its own system
 */
export function checkPosture(posture: Posture, os: string): Finding[] {
  const findings = factsIn(posture).map(([name, fact]) => {
    const says = texts.posture.fact({ title: POSTURE_TITLES[name], fact: factInWords(fact) });
    return isInOrder(name, fact) ? good("posture", says) : notice("posture", says, cureOf(name, os));
  });
  return [...findings, good("posture", texts.posture.reported({ reported: REPORTED_BY_MACHINE }))];
}
