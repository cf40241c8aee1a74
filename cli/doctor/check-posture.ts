import { factsIn, isInOrder, type Posture } from "@nearside/shared/posture/posture.ts";
import { cureOf, factInWords, POSTURE_TITLES, REPORTED_BY_MACHINE } from "@nearside/shared/posture/posture-in-words.ts";
import { type Finding, good, notice } from "./finding.ts";

/**
 * Shows what this machine would say of itself at a login (protocol §4.8). It prevents no login by itself: the server's rules decide.
 *
 * @param os as the machine names its own system
 */
export function checkPosture(posture: Posture, os: string): Finding[] {
  const findings = factsIn(posture).map(([name, fact]) => {
    const says = `${POSTURE_TITLES[name]}: ${factInWords(fact)}.`;
    return isInOrder(name, fact) ? good("posture", says) : notice("posture", says, cureOf(name, os));
  });
  return [...findings, good("posture", `${REPORTED_BY_MACHINE}: a server is told this at a login.`)];
}
