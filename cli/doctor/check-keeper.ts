import type { Standing } from "@nearside/shared/api/devices.ts";
import { POSTURE_NAMES } from "@nearside/shared/posture/posture.ts";
import { POSTURE_TITLES } from "@nearside/shared/posture/posture-in-words.ts";
import { askKeeper, TurnedAway } from "../doorway/call-keeper.ts";
import { statusSchema } from "../doorway/messages.ts";
import { lookAtSetup } from "../keeper/setup/install.ts";
import { VERSION } from "../version.ts";
import type { World } from "../world/world.ts";
import { bad, type Finding, good, notice } from "./finding.ts";

const ABOUT = "keeper";
/** A keeper that runs answers at once; one that systemd starts takes as long as a program. Milliseconds. */
const ANSWERS_WITHIN = 5000;
const SET_UP = "Set it up again: nearside keeper install";

/** Looks whether the keeper is set up, and whether it answers. No login needs one. */
export async function checkKeeper(world: World): Promise<Finding[]> {
  const doorway = world.doorway();
  if (doorway === undefined || world.surroundings.platform !== "linux")
    return [good(ABOUT, "There is none for this system yet, and no login needs one.")];
  const setup = await lookAtSetup(world);
  const status = await askKeeper(doorway, { verb: "status" }, statusSchema, ANSWERS_WITHIN).catch((error: unknown) => {
    if (error instanceof TurnedAway) return error;
    throw error;
  });
  if (status instanceof TurnedAway)
    return [bad(ABOUT, `It runs, and turned this call away (${status.code}).`, "End it: nearside keeper stop")];
  if (status === undefined) {
    if (setup.is === "missing") return [good(ABOUT, "It is not set up here, and no login needs it.")];
    const how = "Have systemd start it (systemctl --user start nearside-keeper.socket), or run it: nearside keeper run";
    return [notice(ABOUT, "It is set up, and does not run: browsers meet logins over loopback alone.", how)];
  }
  const says = `It runs (process ${status.pid}, ${Math.round(status.memory / 1e6)} MB).`;
  const findings: Finding[] = [good(ABOUT, says)];
  if (status.version !== VERSION)
    findings.push(
      notice(ABOUT, `It is version ${status.version}, and this is ${VERSION}.`, "End it: nearside keeper stop"),
    );
  if (setup.is === "stale")
    findings.push(notice(ABOUT, `Its set-up is another version's (${setup.stale.join(", ")}).`, SET_UP));
  for (const { issuer, user, standing } of status.enrolments)
    if (standing !== null && standing !== "active")
      findings.push(
        bad(ABOUT, `It serves nothing for ${user} at ${issuer}: ${standingInWords(standing)}.`, CURES[standing]),
      );
  for (const { issuer, protection } of status.enrolments) {
    const ruled = POSTURE_NAMES.filter((name) => protection.ruled.includes(name)).map((name) => POSTURE_TITLES[name]);
    if (ruled.length > 0)
      findings.push(good(ABOUT, `Rules at ${issuer} look at how this machine is protected: ${ruled.join(", ")}.`));
    if (protection.problem !== null && protection.problem !== "not_asked")
      findings.push(
        notice(
          ABOUT,
          `It could not tell ${issuer} how this machine is protected (${protection.problem}).`,
          "It tries again by itself; a login tells it too.",
        ),
      );
  }
  return findings;
}

/** @param standing null if the server has said nothing yet */
export const standingInWords = (standing: Standing | null): string =>
  standing === null ? "its server has said nothing of this machine yet" : WORDS[standing];

const WORDS: Readonly<Record<Standing, string>> = {
  active: "in force",
  pending: "waits for an administrator",
  quarantined: "this machine is set aside",
  revoked: "this machine is revoked",
  suspended: "this person is suspended",
};

const CURES: Readonly<Record<Exclude<Standing, "active">, string>> = {
  pending: "Ask an administrator to confirm it.",
  quarantined: "Ask an administrator, who looks at it and releases it.",
  revoked: "Ask an administrator for a ticket, and enrol anew: nearside enroll",
  suspended: "Ask an administrator.",
};
