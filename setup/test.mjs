// `npm test`: types, lint and every test, each of them whatever the others said; then one line of figures.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { run, runQuietly } from "./child.mjs";
import { node24 } from "./node24.mjs";
import { repository } from "./repository.mjs";
import { step } from "./step.mjs";
import { filesToRunAgain, judgeSecondRun, tally } from "./tally.mjs";

/** @typedef {import("./tally.mjs").Failure} Failure */

const TSC = "node_modules/typescript/bin/tsc";
const BIOME = "node_modules/@biomejs/biome/bin/biome";
const VITEST = "node_modules/vitest/vitest.mjs";
/** On two cores: what is quick first, then a server's tests beside those that mostly wait for a browser (vitest.config.ts). */
const ROUNDS = [["unit"], ["worlds", "stages"]];

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
      args: [TSC, "-p", workspace],
    })),
    { what: "lint", args: [BIOME, "check", "--error-on-warnings", "."] },
  ];
  /** @type {string[]} */
  const failedChecks = [];
  for (const { what, args } of checks) if (!(await passes(what, args))) failedChecks.push(what);

  // A person who names tests gets those alone, of every project.
  const rounds = vitestArguments.length === 0 ? ROUNDS : [["named"]];
  let total = checks.length;
  /** @type {Failure[]} */
  const failedTests = [];
  for (const round of rounds) {
    const tallies = await Promise.all(
      round.map((name, index) => {
        const chosen = name === "named" ? vitestArguments : [`--project=${name}`];
        return runTests(name, chosen, env, index === 0);
      }),
    );
    for (const tests of tallies) {
      total += tests.total;
      failedTests.push(...tests.failed);
    }
  }

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
  const report = `test/results/${name}.json`;
  const errors = join(repository, `test/results/${name}.errors.json`);
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
 * @param {string} what
 * @param {string[]} args
 */
async function passes(what, args) {
  const { code, output } = await step(what, () => runQuietly(node24, args));
  if (code !== 0) console.log(output);
  return code === 0;
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
