import { agoInWords, spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { standingInWords } from "../../doctor/standing-in-words.ts";
import type { KeeperStatus } from "../../doorway/messages.ts";
import { sentenceOfCode } from "../../problems/problem.ts";

/** @param now NumericDate */
export function statusInWords(
  { pid, version, since, memory, activated, waiting, ssh, containers, enrolments }: KeeperStatus,
  now: number,
) {
  const how = activated ? "started by systemd" : "started by hand";
  return [
    `The keeper runs: process ${pid}, version ${version}, for ${spanInWords(Math.max(0, now - since))}, ${how}.`,
    `  holds ${Math.round(memory / 1e6)} MB; ${waiting} ${waiting === 1 ? "login waits" : "logins wait"} for a browser`,
    `  ${ssh.sessions} ${ssh.sessions === 1 ? "session" : "sessions"} of ssh`,
    ...CONTAINERS[containers],
    ...enrolments.flatMap(({ issuer, user, standing, problem, protection }) => {
      const unreached =
        problem === null
          ? ""
          : ` (as it was last said, since its server could not be asked: ${sentenceOfCode(problem)})`;
      const line = `  ${user} at ${issuer}: ${standingInWords(standing)}${unreached}`;
      return [
        line,
        ...(protection.at === null ? [] : [`    told of this machine's protection ${agoInWords(now - protection.at)}`]),
      ];
    }),
  ];
}

const CONTAINERS: Readonly<Record<KeeperStatus["containers"], readonly string[]>> = {
  open: ["  containers on this computer may log in through it"],
  closed: [],
  failed: ["  the socket for containers can't be there: make it anew with nearside keeper container-socket"],
};
