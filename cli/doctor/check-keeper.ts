import type { Standing } from "@nearside/shared/api/devices.ts";
import { POSTURE_NAMES } from "@nearside/shared/posture/posture.ts";
import { POSTURE_TITLES } from "@nearside/shared/posture/posture-in-words.ts";
import { askKeeper } from "../doorway/call-keeper.ts";
import { type KeeperStatus, statusSchema } from "../doorway/messages.ts";
import { noAnswerInWords, TurnedAway } from "../doorway/turned-away.ts";
import { lookAtSetup } from "../keeper/setup/install.ts";
import { hasSystemd } from "../keeper/setup/systemctl.ts";
import { sentenceOfCode } from "../problems/problem.ts";
import { texts } from "../texts/doctor/machine.ts";
import { VERSION } from "../version.ts";
import type { World } from "../world/world.ts";
import { bad, type Finding, good, notice } from "./finding.ts";
import { standingInWords } from "./standing-in-words.ts";

const ABOUT = "keeper";
const SET_UP = texts.keeper.setUp;

/** Looks whether the keeper is set up, and whether it answers. No login needs one. */
export async function checkKeeper(world: World): Promise<Finding[]> {
  const doorway = world.doorway();
  if (doorway === undefined || world.surroundings.platform !== "linux") return [good(ABOUT, texts.keeper.notHere)];
  const setup = await lookAtSetup(world);
  const status = await askKeeper(doorway, { verb: "status" }, statusSchema).catch((error: unknown) => {
    if (error instanceof TurnedAway) return error;
    throw error;
  });
  if (status instanceof TurnedAway) {
    const { says, cure } = noAnswerInWords(status.code);
    return [bad(ABOUT, says, cure)];
  }
  if (status === undefined) {
    if (setup.is === "missing") return [good(ABOUT, texts.keeper.notSetUp)];
    const how = (await hasSystemd()) ? texts.keeper.start : texts.keeper.startByHand;
    return [notice(ABOUT, texts.keeper.notRunning, how)];
  }
  return statusFindings(status, setup);
}

const CURES: Readonly<Record<Exclude<Standing, "active">, string>> = {
  pending: texts.keeper.pending,
  quarantined: texts.keeper.quarantined,
  revoked: texts.keeper.revoked,
  suspended: texts.keeper.suspended,
};

/** Asks a keeper that runs about itself and each enrolment. */
export function statusFindings(status: KeeperStatus, setup: Awaited<ReturnType<typeof lookAtSetup>>): Finding[] {
  const says = texts.keeper.running({ pid: status.pid, megabytes: Math.round(status.memory / 1e6) });
  const findings: Finding[] = [good(ABOUT, says)];
  if (status.version !== VERSION)
    findings.push(
      notice(ABOUT, texts.keeper.otherVersion({ running: status.version, own: VERSION }), texts.keeper.stop),
    );
  if (setup.is === "stale") findings.push(notice(ABOUT, texts.keeper.stale({ parts: setup.stale.join(", ") }), SET_UP));
  for (const { issuer, user, standing, problem } of status.enrolments) {
    if (problem !== null)
      findings.push(
        notice(ABOUT, texts.keeper.notAsked({ issuer, user, why: sentenceOfCode(problem) }), texts.keeper.asksAgain),
      );
    if (standing !== null && standing !== "active")
      findings.push(
        bad(ABOUT, texts.keeper.servesNothing({ user, issuer, standing: standingInWords(standing) }), CURES[standing]),
      );
  }
  for (const { issuer, protection } of status.enrolments) {
    const ruled = POSTURE_NAMES.filter((name) => protection.ruled.includes(name)).map((name) => POSTURE_TITLES[name]);
    if (ruled.length > 0) findings.push(good(ABOUT, texts.keeper.ruled({ issuer, facts: ruled })));
    if (protection.problem !== null && protection.problem !== "not_asked")
      findings.push(
        notice(
          ABOUT,
          texts.keeper.notTold({ issuer, why: sentenceOfCode(protection.problem) }),
          texts.keeper.tellsAgain,
        ),
      );
  }
  return findings;
}
