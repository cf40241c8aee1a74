import { openEnrolledStage } from "../steps/enrolling.ts";
import type { AtEnd } from "../support/at-end.ts";
import { dpopTarget } from "./dpop-target.ts";
import { evidenceTarget } from "./evidence-target.ts";
import { extensionTarget } from "./extension-target.ts";
import { httpTarget } from "./http-target.ts";
import { listenerTarget } from "./listener-target.ts";
import { messagesTarget } from "./messages-target.ts";
import { offboardingTarget } from "./offboarding-target.ts";
import { rawTarget } from "./raw-target.ts";
import { inputsOf } from "./recipe.ts";
import { statementsTarget } from "./statements-target.ts";
import type { Place, Probe, Target } from "./target.ts";

export const TARGETS: readonly Target[] = [
  ...[httpTarget, rawTarget, listenerTarget, extensionTarget],
  ...[statementsTarget, dpopTarget, evidenceTarget, offboardingTarget, messagesTarget],
];

interface Asked {
  readonly count: number;
  readonly seed: number;
  /** All targets, or one. */
  readonly only?: string | undefined;
}

interface Finding {
  /** The number of the target's input, from 0: the same seed makes the same again. */
  readonly number: number;
  readonly what: string;
  readonly input: string;
}

export interface Result {
  readonly target: string;
  readonly inputs: number;
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

/** After this number nothing new is learnt. */
const MOST_FINDINGS = 10;

/** One machine here asks more than any honest one; polls are answered at once. */
const SETTINGS = {
  NEARSIDE_LIMIT_PER_ADDRESS: "1000000",
  NEARSIDE_LIMIT_LOGINS_PER_MACHINE: "1000000",
  NEARSIDE_LIMIT_OPEN_PER_MACHINE: "100000",
  NEARSIDE_LIMIT_OPEN_PER_USER: "100000",
  NEARSIDE_LIMIT_RECORDS_PER_USER: "1000000",
  NEARSIDE_LIMIT_REFRESHES_PER_USER: "1000000",
  NEARSIDE_HELD_POLLS: "0",
  NEARSIDE_LOG_LEVEL: "error",
};

/** @param report long work says where it is */
export async function fuzz(
  { count, seed, only }: Asked,
  atEnd: AtEnd,
  report: (line: string) => void,
): Promise<Result[]> {
  // each with a server of its own: what moves there is of its own doing
  const place: Place = { atEnd, stage: () => openEnrolledStage(atEnd, SETTINGS) };
  const targets = TARGETS.filter(({ name }) => only === undefined || name === only);
  const parts = targets.reduce((sum, { share }) => sum + share, 0);
  // opened one after the other, and sent to all at the same time: a server starts with the machine to itself
  const opened: Opened[] = [];
  for (const target of targets) {
    report(`${target.name} is opened …`);
    opened.push({ target, count: Math.ceil((count * target.share) / parts), probe: await target.open(place) });
  }
  return Promise.all(opened.map((one) => fuzzOne(one, seed, report)));
}

interface Opened {
  readonly target: Target;
  readonly count: number;
  readonly probe: Probe;
}

async function fuzzOne(
  { target, count, probe: { send, end } }: Opened,
  seed: number,
  report: (line: string) => void,
): Promise<Result> {
  const findings: Finding[] = [];
  const begun = performance.now();
  let inputs = 0;
  for (const input of inputsOf(seed, count)) {
    const what = await problemOf(() => send(input));
    if (what !== undefined)
      findings.push({ number: inputs, what: shortened(what), input: shortened(JSON.stringify(input)) });
    inputs += 1;
    if (inputs % 2000 === 0) report(`${target.name}: ${inputs} of ${count}, ${findings.length} findings`);
    if (findings.length >= MOST_FINDINGS) break;
  }
  const seconds = (performance.now() - begun) / 1000;
  const what = await problemOf(end);
  if (what !== undefined) findings.push({ number: inputs, what: `afterwards: ${what}`, input: "" });
  return { target: target.name, inputs, findings, seconds };
}

/** Tells what is wrong, also if no rule foresaw it. */
async function problemOf(look: Probe["end"]): Promise<string | undefined> {
  try {
    return await look();
  } catch (error) {
    return error instanceof Error ? `${error.stack}` : `${error}`;
  }
}

/** Leaves out what only repeats itself. */
const shortened = (text: string): string =>
  text.replaceAll(/(.)\1{99,}/gu, (run, one: string) => `${one}{${run.length}}`).slice(0, 2000);
