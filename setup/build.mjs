// Builds what ships: the web pages, the extension and the command line. (The server runs from its sources.)
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { node24 } from "./node24.mjs";
import { forget, recordDone, repository, wasDoneFor } from "./repository.mjs";
import { CannotGoOn, childStep } from "./step.mjs";

/** Every build is made from these besides its own workspace. */
const COMMON = ["shared", "package-lock.json", "tsconfig.json"];

/** @type {{ workspace: string, what: string, makes: string, args: string[] }[]} */
const BUILDS = [
  {
    workspace: "web",
    what: "build the web pages",
    makes: "web/dist",
    args: ["node_modules/vite/bin/vite.js", "build", "web"],
  },
  {
    workspace: "extension",
    what: "build the browser extension",
    makes: "extension/dist",
    args: ["extension/build.ts"],
  },
  { workspace: "cli", what: "build the command line", makes: "cli/dist/nearside.js", args: ["cli/build.ts"] },
];

/** Builds each of them whose sources, shared code or packages changed since it was last built. */
export async function buildWhatIsStale() {
  for (const { workspace, what, makes, args } of BUILDS) {
    const sources = fingerprint([workspace, ...COMMON]);
    if (existsSync(join(repository, makes)) && wasDoneFor(workspace, sources)) continue;
    forget(workspace);
    await childStep(what, node24, args);
    if (!existsSync(join(repository, makes))) {
      throw new CannotGoOn(`Could not ${what}: ${args.join(" ")} ended well but left no ${makes}.`);
    }
    recordDone(workspace, sources);
  }
}
