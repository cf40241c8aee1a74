import type { Standing } from "@nearside/shared/api/devices.ts";
import { POSTURE_NAMES } from "@nearside/shared/posture/posture.ts";
import { POSTURE_TITLES } from "@nearside/shared/posture/posture-in-words.ts";
import { askKeeper } from "../doorway/call-keeper.ts";
import { type KeeperStatus, statusSchema } from "../doorway/messages.ts";
import { noAnswerInWords, TurnedAway } from "../doorway/turned-away.ts";
import { lookAtSetup } from "../keeper/setup/install.ts";
import { sentenceOfCode } from "../problems/problem.ts";
import { VERSION } from "../version.ts";
import type { World } from "../world/world.ts";
import { bad, type Finding, good, notice } from "./finding.ts";
import { standingInWords } from "./standing-in-words.ts";

const ABOUT = "keeper";
const SET_UP = "Set it up again: nearside keeper install";

/** Looks whether the keeper is set up, and whether it answers. No login needs one. */
export async function checkKeeper(world: World): Promise<Finding[]> {
  const doorway = world.doorway();
  if (doorway === undefined || world.surroundings.platform !== "linux")
    return [good(ABOUT, "This system has no keeper yet, and no login needs one.")];
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
    if (setup.is === "missing") return [good(ABOUT, "It is not set up here, and no login needs it.")];
    const how = "Have systemd start it (systemctl --user start nearside-keeper.socket), or run it: nearside keeper run";
    return [notice(ABOUT, "It is set up, and does not run: browsers meet logins over loopback alone.", how)];
  }
  return statusFindings(status, setup);
}

const CURES: Readonly<Record<Exclude<Standing, "active">, string>> = {
  pending: "Ask an administrator to confirm it.",
  quarantined: "Ask an administrator, who looks at it and releases it.",
  revoked: "Ask an administrator for a ticket, and enrol anew: nearside enroll",
  suspended: "Ask an administrator.",
};

/** Asks a keeper that runs about itself and each enrolment. */
export function statusFindings(status: KeeperStatus, setup: Awaited<ReturnType<typeof lookAtSetup>>): Finding[] {
  const says = `It runs (process ${status.pid}, ${Math.round(status.memory / 1e6)} MB).`;
  const findings: Finding[] = [good(ABOUT, says)];
  if (status.version !== VERSION)
    findings.push(
      notice(ABOUT, `It is version ${status.version}, and this is ${VERSION}.`, "End it: nearside keeper stop"),
    );
  if (setup.is === "stale")
    findings.push(notice(ABOUT, `Its set-up is another version's (${setup.stale.join(", ")}).`, SET_UP));
  for (const { issuer, user, standing, problem } of status.enrolments) {
    if (problem !== null)
      findings.push(
        notice(
          ABOUT,
          `It could not ask ${issuer} about ${user}'s machine, and goes by what it heard last. ${sentenceOfCode(problem)}`,
          "It asks again by itself.",
        ),
      );
    if (standing !== null && standing !== "active")
      findings.push(
        bad(ABOUT, `It serves nothing for ${user} at ${issuer}: ${standingInWords(standing)}.`, CURES[standing]),
      );
  }
  for (const { issuer, protection } of status.enrolments) {
    const ruled = POSTURE_NAMES.filter((name) => protection.ruled.includes(name)).map((name) => POSTURE_TITLES[name]);
    if (ruled.length > 0)
      findings.push(good(ABOUT, `Rules at ${issuer} look at how this machine is protected: ${ruled.join(", ")}.`));
    if (protection.problem !== null && protection.problem !== "not_asked")
      findings.push(
        notice(
          ABOUT,
          `It could not tell ${issuer} how this machine is protected: ${sentenceOfCode(protection.problem)}`,
          "It tries again by itself; a login tells it too.",
        ),
      );
  }
  return findings;
}
