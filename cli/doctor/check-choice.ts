import { problemOf } from "../problems/problem.ts";
import type { Chosen } from "../settings/choose.ts";
import { texts } from "../texts/doctor/machine.ts";
import { bad, type Finding, good, notice } from "./finding.ts";

const ABOUT = "choice";

/** The choice that a login here would make; undefined if no login could begin. */
interface ChosenHere {
  readonly chosen: Chosen | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Checks that profiles, a folder's file and the organisation's settings make it clear which enrolment a login here is for.
 * A missing enrolment is told by another check.
 *
 * @param choose chooses as a login does
 */
export async function checkChoice(choose: () => Promise<Chosen>): Promise<ChosenHere> {
  try {
    const chosen = await choose();
    const { user, issuer } = chosen.machine;
    return { chosen, findings: [good(ABOUT, texts.choice.found({ user: user.name, issuer }))] };
  } catch (error) {
    const { code, message } = problemOf(error);
    return { chosen: undefined, findings: code === "machine_not_enrolled" ? [] : [findingOf(code, message)] };
  }
}

function findingOf(code: string, message: string): Finding {
  if (code === "several_enrolments") return notice(ABOUT, texts.choice.several, message);
  return bad(ABOUT, texts.choice.broken, message);
}
