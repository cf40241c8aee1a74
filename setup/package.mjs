// `npm run package`: what people install, in out/. Built before, it is packed here and nothing else.
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { canMakeExecutable, executableFile, placeExecutable } from "./executable.mjs";
import { packWorkspace } from "./npm.mjs";
import { debianArchitecture, makeDeb } from "./package-deb.mjs";
import { GET, version } from "./parts.mjs";
import { repository } from "./repository.mjs";
import { CannotGoOn, step } from "./step.mjs";

/** The folder of all that is packed. */
const OUT = "out";

/** The same bytes as the server hands out. @param {string} file */
const copyPart = (file) =>
  step(`copy ${file}`, async () => {
    mkdirSync(join(repository, OUT), { recursive: true });
    copyFileSync(join(repository, GET, file), join(repository, OUT, file));
  });

/**
 * In the order in which they are made: the server's package has in it what lies before it. Each is called by its name.
 * @type {Record<string, { file: () => string, make: (file: string) => Promise<void> }>}
 */
const PACKAGES = {
  cli: { file: () => `nearside-${version()}.tgz`, make: copyPart },
  ...(canMakeExecutable() ? { executable: { file: executableFile, make: placeExecutable } } : {}),
  extension: { file: () => `nearside-extension-${version()}.zip`, make: copyPart },
  resource: {
    file: () => `nearside-resource-${version()}.tgz`,
    make: (file) => packWorkspace("resource", OUT, file),
  },
  server: { file: () => `nearside-server-${version()}.tgz`, make: (file) => packWorkspace("server", OUT, file) },
  deb: {
    file: () => `nearside-server_${version()}_${debianArchitecture()}.deb`,
    make: (file) => makeDeb(join(repository, OUT, file), version()),
  },
};

/** These have the single executable in them, which the server hands out. */
const HOLD_EXECUTABLE = ["server", "deb"];

/**
 * Completes what a person asks for: what the server's packages hold is made before them, so that they hold the same whatever was made earlier.
 * @param {string[]} names all, if it is empty
 */
export function withWhatTheyHold(names) {
  const holds = canMakeExecutable() && names.some((name) => HOLD_EXECUTABLE.includes(name));
  return holds && !names.includes("executable") ? ["executable", ...names] : names;
}

/**
 * Makes packages out of what is built.
 * @param {string[]} names those to make; all, if it is empty
 * @returns {Promise<string[]>} their files
 * @throws {CannotGoOn}
 */
export async function makePackages(names) {
  const unknown = names.find((name) => !Object.hasOwn(PACKAGES, name));
  if (unknown !== undefined)
    throw new CannotGoOn(`There is no package ${unknown}. These can be made: ${Object.keys(PACKAGES).join(", ")}.`);
  const made = [];
  for (const [name, { file, make }] of Object.entries(PACKAGES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    await make(file());
    made.push(join(repository, OUT, file()));
  }
  return made;
}
