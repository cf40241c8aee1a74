// `npm test`: types, lint and every test, each of them whatever the others said; then one line of figures.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run, runQuietly } from "./child.mjs";
import { node24 } from "./node24.mjs";
import { repository } from "./repository.mjs";
import { step } from "./step.mjs";
import { tally } from "./tally.mjs";

const TSC = "node_modules/typescript/bin/tsc";
const BIOME = "node_modules/@biomejs/biome/bin/biome";
const VITEST = "node_modules/vitest/vitest.mjs";
const REPORT = "test/results/vitest.json";

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
  const failed = [];
  for (const { what, args } of checks) if (!(await passes(what, args))) failed.push(what);

  rmSync(join(repository, REPORT), { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
  const code = await run(node24, [VITEST, "run", ...reporters, ...vitestArguments], { env });
  const tests = tally(readReport(), code);

  failed.push(...tests.failed);
  if (failed.length > 0) console.log(`\nFailed:\n${failed.map((name) => `  ${name}`).join("\n")}`);
  console.log(`\n${checks.length + tests.total - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
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

/** @returns {unknown} */
function readReport() {
  try {
    return JSON.parse(readFileSync(join(repository, REPORT), "utf8"));
  } catch {
    return undefined;
  }
}
