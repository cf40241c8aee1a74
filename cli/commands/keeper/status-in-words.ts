import { agoInWords, spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { standingInWords } from "../../doctor/standing-in-words.ts";
import type { KeeperStatus } from "../../doorway/messages.ts";
import { sentenceOfCode } from "../../problems/problem.ts";
import { texts } from "../../texts/commands/keeper.ts";

/** @param now NumericDate */
export function statusInWords(
  { pid, version, since, memory, activated, waiting, ssh, containers, enrolments }: KeeperStatus,
  now: number,
) {
  return [
    texts.state.running({ pid, version, span: spanInWords(Math.max(0, now - since)), activated }),
    texts.state.holds({ megabytes: Math.round(memory / 1e6), waiting }),
    texts.state.sessions({ count: ssh.sessions }),
    ...CONTAINERS[containers],
    ...enrolments.flatMap(({ issuer, user, standing, problem, protection }) => {
      const told = { user, issuer, standing: standingInWords(standing) };
      const line =
        problem === null
          ? texts.state.standing(told)
          : texts.state.standingThen({ ...told, why: sentenceOfCode(problem) });
      return [line, ...(protection.at === null ? [] : [texts.state.posture({ ago: agoInWords(now - protection.at) })])];
    }),
  ];
}

const CONTAINERS: Readonly<Record<KeeperStatus["containers"], readonly string[]>> = {
  open: [texts.state.containers],
  closed: [],
  failed: [texts.state.socketMissing],
};
