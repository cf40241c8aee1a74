import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as v from "valibot";
import { atMost, type Figure, note, ratio } from "./figure.ts";

// A draft of a hundred rules against a hundred thousand logins, in a process of its own.

const LOGINS = 100_000;
const RULES = 100;
/** Seconds, on two cores that nothing else runs on. */
const MOST_SECONDS = 60;
/** To judge one login by one set is what it takes at least; the rest is reading, comparing, counting and beginning. */
const MOST_TIMES_A_VERDICT = 2;
/** Another caller's request may wait this number of milliseconds on top. */
const MOST_HELD_MS = 25;
/** A program of the server's, with the logins in it. */
const PROGRAM = fileURLToPath(new URL("../../server/testing/replay-cost.ts", import.meta.url));

const costsSchema = v.strictObject({
  milliseconds: v.number(),
  perLogin: v.number(),
  verdict: v.number(),
  held: v.strictObject({ p99: v.number(), most: v.number() }),
  memory: v.number(),
});

export async function measureReplay(): Promise<Figure[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, String(LOGINS), String(RULES)]);
  const { milliseconds, perLogin, verdict, held, memory } = v.parse(costsSchema, JSON.parse(stdout));
  const what = `replay of ${LOGINS.toLocaleString("en")} logins under ${RULES} rules`;
  return [
    atMost(`${what}, seconds`, milliseconds / 1000, MOST_SECONDS),
    atMost("the same by its CPU time, shared by two cores, seconds", (perLogin * LOGINS) / 2e6, MOST_SECONDS),
    ratio("CPU per login replayed ÷ CPU of one verdict", perLogin / verdict, MOST_TIMES_A_VERDICT),
    atMost("the server's loop held meanwhile, p99 ms", held.p99, MOST_HELD_MS),
    note("the same at most", `${held.most.toFixed(1)} ms`),
    note("memory that both threads take", `${(memory / 1e6).toFixed(0)} MB`),
  ];
}
