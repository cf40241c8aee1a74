// The single executable of the command line, for the system that this runs on.
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { node24 } from "./node24.mjs";
import { GET, listParts, version } from "./parts.mjs";
import { forget, recordDone, repository, wasDoneFor } from "./repository.mjs";
import { childStep, step } from "./step.mjs";

const OUT = "out";
/** For other systems, docs/how-to/operate-get.md says how theirs are made. */
const SYSTEMS = ["linux-x64"];
const SOURCES = ["cli", "shared", "package-lock.json", "setup/executable.mjs"];

const system = `${process.platform}-${process.arch}`;

/** True if one can be made here. */
export const canMakeExecutable = () => SYSTEMS.includes(system);

export const executableFile = () => `nearside-${version()}-${system}`;

/**
 * Makes it in out/, unless it lies there and nothing has changed.
 * @returns {Promise<string>} its path
 */
export async function makeExecutable() {
  const path = join(repository, OUT, executableFile());
  const sources = fingerprint(SOURCES);
  if (existsSync(path) && wasDoneFor("executable", sources)) return path;
  forget("executable");
  rmSync(path, { force: true });
  mkdirSync(join(repository, OUT), { recursive: true });
  await childStep("make the single executable", node24, ["cli/build-executable.ts", path]);
  recordDone("executable", sources);
  return path;
}

/** Puts it beside the other parts that the server hands out. */
export async function placeExecutable() {
  const path = await makeExecutable();
  await step("put the single executable among the server's parts", async () => {
    copyFileSync(path, join(repository, GET, executableFile()));
    listParts();
  });
}
