import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as v from "valibot";
import { enrol } from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, poll, redeemedLogin } from "../steps/logging-in.ts";
import type { Stage } from "../steps/stage.ts";
import { cpuMicroseconds } from "./cpu-time.ts";
import { type Figure, milliseconds, note, ratio } from "./figure.ts";
import { costOf } from "./login-work.ts";

// The server as a process, whole logins over HTTP from this one.

const WARM_UP = 30;
const LOGINS = 200;
const APPROVALS = 60;
/** The server also answers seven requests, parses, judges and writes events: some eight times, when this was set. More is waste. */
const MOST_TIMES_THE_FLOOR = 10;

const costsSchema = v.strictObject({ check: v.number(), signature: v.number(), commit: v.number() });

export async function measureServer(stage: Stage): Promise<Figure[]> {
  await enrol(stage);
  for (let login = 0; login < WARM_UP; login += 1) await redeemedLogin(stage);

  const before = cpuMicroseconds(stage.server.process.pid);
  const times: number[] = [];
  for (let login = 0; login < LOGINS; login += 1) {
    const start = performance.now();
    await redeemedLogin(stage);
    times.push(performance.now() - start);
  }
  const perLogin = (cpuMicroseconds(stage.server.process.pid) - before) / LOGINS;
  const raw = await rawCosts();
  const floor = costOf(raw);
  return [
    milliseconds("whole login over HTTP, without person and browser", times),
    note("server CPU per login", `${(perLogin / 1000).toFixed(2)} ms`),
    note(
      "raw CPU: check, signature, commit",
      [raw.check, raw.signature, raw.commit].map((cost) => `${cost.toFixed(0)} µs`).join(", "),
    ),
    note("sum of a login's checks, signatures, commits", `${(floor / 1000).toFixed(2)} ms`),
    ratio("server CPU per login ÷ that sum", perLogin / floor, MOST_TIMES_THE_FLOOR),
    ...(await approvalToToken(stage)),
  ];
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

async function rawCosts() {
  const folder = await mkdtemp(join(tmpdir(), "nearside-raw-"));
  try {
    const program = fileURLToPath(new URL("raw-cost.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program, folder]);
    return v.parse(costsSchema, JSON.parse(stdout));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
