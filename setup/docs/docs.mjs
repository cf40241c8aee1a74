// `npm run docs`: the documents as a site with search, built into out/docs/ and served from there. Its packages are its own, in
// setup/docs/, and come at first use: nothing else needs them, so no other command waits for them.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { run } from "../child.mjs";
import { fingerprint } from "../fingerprint.mjs";
import { npm } from "../npm.mjs";
import { forget, recordDone, repository, wasDoneFor } from "../repository.mjs";
import { CannotGoOn, childStep } from "../step.mjs";

const SITE = "setup/docs";
const RECORD = "packages-of-docs";
const VITEPRESS = join(repository, SITE, "node_modules/vitepress/bin/vitepress.js");
const USAGE = "Usage: npm run docs -- [--build] [--port <number>]";

/**
 * @param {string[]} rest
 * @returns {Promise<number>} the exit code
 */
export async function makeDocs(rest) {
  const { buildOnly, port } = read(rest);
  const lockfile = fingerprint([`${SITE}/package-lock.json`]);
  if (!existsSync(VITEPRESS) || !wasDoneFor(RECORD, lockfile)) {
    forget(RECORD);
    const [command, args] = npm();
    const options = ["--prefix", SITE, "--ignore-scripts", "--no-audit", "--no-fund"];
    await childStep("install the packages of the site", command, [...args, "ci", ...options]);
    recordDone(RECORD, lockfile);
  }
  await childStep("build the site", process.execPath, [VITEPRESS, "build", SITE]);
  console.log(`  The site is in ${join(repository, "out/docs")}`);
  return buildOnly ? 0 : run(process.execPath, [VITEPRESS, "preview", SITE, "--port", port]);
}

/** @param {string[]} rest */
function read(rest) {
  try {
    const { values } = parseArgs({ args: rest, options: { build: { type: "boolean" }, port: { type: "string" } } });
    const port = values.port ?? "4180";
    if (!/^\d{1,5}$/.test(port)) throw new TypeError(`"${port}" is no port.`);
    return { buildOnly: values.build === true, port };
  } catch (error) {
    throw new CannotGoOn(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}
