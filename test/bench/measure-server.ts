import { enrol } from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, poll, redeemedLogin } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { type Figure, milliseconds } from "./figure.ts";

// The server as a process, whole logins over HTTP from this one.

/** The first thirty logins of a process take twice what the thousandth takes. */
const WARM_UP = 500;
const LOGINS = 200;
const APPROVALS = 60;

export async function measureServer(stage: Stage): Promise<Figure[]> {
  await enrol(stage);
  for (let login = 0; login < WARM_UP; login += 1) await redeemedLogin(stage);

  const times: number[] = [];
  for (let login = 0; login < LOGINS; login += 1) {
    const start = performance.now();
    await redeemedLogin(stage);
    times.push(performance.now() - start);
  }
  return [milliseconds("whole login over HTTP, without person and browser", times), ...(await approvalToToken(stage))];
}

/** The command line's poll is held open while the person decides (protocol §4.6). */
async function approvalToToken(stage: Stage): Promise<Figure[]> {
  const fromAnswer: number[] = [];
  const fromTouch: number[] = [];
  for (let login = 0; login < APPROVALS; login += 1) {
    const open = await askForLogin(stage);
    await meetForLogin(stage, open);
    const decided = await decisionOn(stage, open);
    const token = poll(stage, open).then(({ status }) => ({ status, at: performance.now() }));
    const touched = performance.now();
    const { status } = await approve(stage, open, decided);
    const answered = performance.now();
    const redeemed = await token;
    if (status !== 200 || redeemed.status !== 200) throw new Error(`answered by ${status} and ${redeemed.status}`);
    fromTouch.push(redeemed.at - touched);
    fromAnswer.push(Math.max(0, redeemed.at - answered));
  }
  return [
    milliseconds("approval accepted → token at the command line", fromAnswer, 10),
    milliseconds("approval sent → token at the command line", fromTouch),
  ];
}
