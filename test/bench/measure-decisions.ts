import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as v from "valibot";
import { atMost, type Figure, note, ratio } from "./figure.ts";
import { percentile } from "./percentile.ts";

// Measures how long rules take to judge one login, once the process is warm, in a process of its own on one core.

/** Rules, the median's aim in milliseconds, and how many checks of an ES256 signature a decision may cost: some 80 µs each. */
const SIZES = [
  { rules: 100, aim: 0.6, mostChecks: 7 },
  { rules: 1000, aim: 1, mostChecks: 12 },
] as const;
/** A program of the server's, with its rules. */
const PROGRAM = fileURLToPath(new URL("../../server/testing/decision-cost.ts", import.meta.url));
const MOST_SAID = 16 * 1024 * 1024;

const costsSchema = v.strictObject({
  check: v.number(),
  decisions: v.array(v.strictObject({ rules: v.number(), times: v.array(v.number()), cpu: v.number() })),
});

export async function measureDecisions(): Promise<Figure[]> {
  const sizes = SIZES.map(({ rules }) => String(rules));
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...sizes], { maxBuffer: MOST_SAID });
  const { check, decisions } = v.parse(costsSchema, JSON.parse(stdout));
  return SIZES.flatMap(({ rules, aim, mostChecks }, at) => {
    const { times, cpu } = decisions[at] ?? { times: [], cpu: Number.NaN };
    const what = `a decision under ${rules.toLocaleString("en")} rules`;
    return [
      atMost(`${what}, p50 ms`, percentile(times, 50), aim),
      note(`${what}, p99 ms, and CPU ms`, `${percentile(times, 99).toFixed(2)}, ${(cpu / 1000).toFixed(2)}`),
      ratio(`CPU of ${what} ÷ of a signature's check`, cpu / check, mostChecks),
    ];
  });
}
