// `npm test`: types, lint and every test, each of them whatever the others said; then one line of figures.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { run, runQuietly } from "./child.mjs";
import { node24 } from "./node24.mjs";
import { repository } from "./repository.mjs";
import { secondsSince } from "./step.mjs";
import { filesToRunAgain, judgeSecondRun, tally } from "./tally.mjs";

/** @typedef {import("./tally.mjs").Failure} Failure */

const TSC = "node_modules/typescript/bin/tsc";
/** Two workspaces are checked at once. By itself the compiler uses four threads for each, and each of them learns most types by itself. */
const ONE_CHECKER = ["--checkers", "1"];
/** It ends before it has made so much garbage that collecting some would pay. */
const LITTLE_COLLECTED = { GOGC: "off", GOMEMLIMIT: "2GiB" };
const BIOME = "node_modules/@biomejs/biome/bin/biome";
const VITEST = "node_modules/vitest/vitest.mjs";
/**
 * The run is planned for two cores. Checks keep a core busy each; the rest waits, for a page or another process, a third of its time: four run at
 * once.
 */
const CHECKS_AT_ONCE = 2;
const RESULTS = "test/results";
/** Stages, and a unit test, that mostly wait, for a disk, a mail server or a time limit. They come first beside the unit tests, which use all cores. */
const WAITING = [
  "server/platform/waiting/hold",
  "test/faults/",
  "test/attacks/login-ended-by-report",
  "test/attacks/posture-forged",
  "test/attacks/ssh-hostile-framing",
  "test/attacks/token-used-after-revocation",
  "test/interop/aiosmtpd",
  "test/storage/frozen",
];
/** Folders of test/ whose other stages take long enough to be run by themselves. */
const [ATTACKS, STORAGE, STEPS, INSTALL] = ["test/attacks/", "test/storage/", "test/steps/", "test/install/"];
/** @type {(name: string, chosen: string[], out: string[]) => { name: string, chosen: string[] }} */
const stages = (name, chosen, out) => ({
  name,
  chosen: ["--project=stages", "--project=disks", ...chosen, ...out.map((start) => `--exclude=${start}**`)],
});
/** @type {(count: number, whole: { name: string, chosen: string[] }) => { name: string, chosen: string[] }[]} */
const inParts = (count, { name, chosen }) =>
  Array.from({ length: count }, (_, index) => ({
    name: `${name}-${index + 1}`,
    chosen: [...chosen, `--shard=${index + 1}/${count}`],
  }));
/**
 * Each is begun as soon as there is room, in this order. The unit tests wait for databases a quarter of their time, so two other parts run beside
 * them, and four once they are done. Long ones are divided, and parts of one length come last, so that the last ones end together.
 * @type {{ name: string, chosen: string[] }[]}
 */
const PARTS = [
  { name: "unit", chosen: ["--project=unit"] },
  stages("waiting", WAITING, []),
  ...inParts(3, { name: "worlds", chosen: ["--project=worlds"] }),
  stages("storage", [STORAGE], WAITING),
  stages("install", [INSTALL], []),
  stages("others", [], [ATTACKS, STORAGE, STEPS, INSTALL, ...WAITING]),
  stages("steps", [STEPS], WAITING),
  ...inParts(4, stages("attacks", [ATTACKS], WAITING)),
];

/**
 * @param {string[]} vitestArguments
 * @param {Record<string, string>} env for the tests
 * @returns {Promise<number>} 0 only if everything passed
 */
export async function testEverything(vitestArguments, env) {
  /** @type {{ workspaces: string[] }} */
  const { workspaces } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const checks = [
    ...["setup", ...workspaces].map((workspace) => ({
      what: `check the types of ${workspace}`,
      args: [TSC, "-p", workspace, ...ONE_CHECKER],
      env: LITTLE_COLLECTED,
    })),
    { what: "lint", args: [BIOME, "check", "--error-on-warnings", "."], env: {} },
  ];
  const failedChecks = await check(checks);

  let total = checks.length;
  /** @type {Failure[]} */
  const failedTests = [];
  // A person who names tests gets those alone, of every project.
  const parts = vitestArguments.length > 0 ? [{ name: "named", chosen: vitestArguments }] : PARTS;
  // The figures (test/architecture/figures.ts) count every report that lies there, and none may be of an earlier run.
  if (parts === PARTS) rmSync(join(repository, RESULTS), { recursive: true, force: true });
  const left = [...parts];
  const runNext = async () => {
    const { name, chosen } = left.shift() ?? {};
    if (name === undefined || chosen === undefined) return;
    const tests = await runTests(name, chosen, env, name === parts[0]?.name);
    total += tests.total;
    failedTests.push(...tests.failed);
  };
  const runOthers = async () => {
    while (left.length > 0) await runNext();
  };
  // The first is `unit`, which runs two files at once, and leaves two places.
  const lanes = (/** @type {number} */ count) => Promise.all(Array.from({ length: count }, runOthers));
  await Promise.all([runNext().then(() => lanes(2)), lanes(2)]);

  const { failed, flaky } = await runAgain(failedTests, env);
  for (const { name, error } of flaky) console.log(`\nflaky: ${name}\n${error}`);
  const names = [...failedChecks, ...failed.map(({ name }) => name)];
  if (names.length > 0) console.log(`\nFailed:\n${names.map((name) => `  ${name}`).join("\n")}`);
  // A second run can find a failure that the first one did not count.
  const all = Math.max(total, names.length);
  console.log(`\n${all - names.length} passed, ${names.length} failed`);
  return names.length === 0 ? 0 : 1;
}

/**
 * Runs each file with a failed test once more, alone: its tests may build on each other, so none is taken out of its file.
 * @param {Failure[]} failed in the first run
 * @param {Record<string, string>} env
 * @returns {Promise<{ failed: Failure[], flaky: Failure[] }>}
 */
async function runAgain(failed, env) {
  const files = filesToRunAgain(failed);
  if (files.length === 0) return { failed, flaky: [] };
  /** @type {Failure[]} */
  const second = [];
  for (const [index, file] of files.entries()) {
    console.log(`\n${file} failed. It runs once more, alone.`);
    second.push(...(await runTests(`again-${index + 1}`, [file], env, true)).failed);
  }
  return judgeSecondRun(failed, second);
}

/**
 * @param {string} name
 * @param {string[]} chosen
 * @param {Record<string, string>} env
 * @param {boolean} shown as it goes; else when it is over
 */
async function runTests(name, chosen, env, shown) {
  const report = `${RESULTS}/${name}.json`;
  const errors = join(repository, `${RESULTS}/${name}.errors.json`);
  for (const path of [join(repository, report), errors]) rmSync(path, { force: true });
  const reporters = ["default", "json", "./setup/note-errors.mjs"].map((reporter) => `--reporter=${reporter}`);
  const args = [VITEST, "run", ...reporters, `--outputFile.json=${report}`, ...chosen];
  const options = { env: { ...env, NEARSIDE_ERRORS_FILE: errors } };
  mkdirSync(dirname(errors), { recursive: true });
  const judge = (/** @type {number} */ code) => tally(readJson(report), code, Number(readJson(errors) ?? 0));
  if (shown) return judge(await run(node24, args, options));
  const { code, output } = await runQuietly(node24, args, options);
  console.log(output);
  return judge(code);
}

/**
 * @param {{ what: string, args: string[], env: Record<string, string> }[]} checks
 * @returns {Promise<string[]>} those that failed
 */
async function check(checks) {
  /** @type {string[]} */
  const failed = [];
  await someAtOnce(CHECKS_AT_ONCE, checks, async ({ what, args, env }) => {
    const began = performance.now();
    const { code, output } = await runQuietly(node24, args, { env });
    console.log(`  ${what} … ${code === 0 ? `${secondsSince(began)} s` : `failed\n${output}`}`);
    if (code !== 0) failed.push(what);
  });
  return failed;
}

/**
 * Begins each as soon as another one is done.
 * @template T
 * @param {number} most
 * @param {T[]} all
 * @param {(each: T) => Promise<void>} work
 */
async function someAtOnce(most, all, work) {
  const left = [...all];
  const goOn = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: most }, goOn));
}

/**
 * @param {string} path
 * @returns {unknown}
 */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(resolve(repository, path), "utf8"));
  } catch {
    return undefined;
  }
}
