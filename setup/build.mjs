// Builds what ships: the web pages, the extension, the command line and the server.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { node24 } from "./node24.mjs";
import { LIST, placeParts } from "./parts.mjs";
import { forget, recordDone, repository, wasDoneFor } from "./repository.mjs";
import { startOnce } from "./server.mjs";
import { CannotGoOn, childStep, step } from "./step.mjs";

/** Every build is made from these besides its own workspace. */
const COMMON = ["shared", "package-lock.json", "tsconfig.json"];

/** @type {{ workspace: string, from?: string[], what: string, makes: string, args: string[], after?: [string, () => Promise<void>] }[]} `from`: other workspaces */
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
  { workspace: "cli", what: "build the command line", makes: "cli/dist/nearside.cjs", args: ["cli/build.ts"] },
  {
    workspace: "resource",
    what: "build the library for APIs",
    makes: "resource/dist/resource.js",
    args: ["resource/build.ts"],
  },
  {
    workspace: "server",
    from: ["rules"],
    what: "build the server",
    makes: "server/dist/nearside-server.cjs",
    args: ["server/build.ts"],
    after: ["start the server once, so that later starts are faster", startOnce],
  },
];

/** The server's package holds what is made of these. */
const PARTS = ["web", "extension", "cli"];

/**
 * Builds each of them whose sources, shared code or packages changed since it was last built.
 * @param {string[]} [workspaces] all that are built, if left out
 */
export async function buildWhatIsStale(workspaces) {
  for (const { workspace, from = [], what, makes, args, after } of BUILDS) {
    if (workspaces !== undefined && !workspaces.includes(workspace)) continue;
    // the server is started once it is built, with its pages
    if (workspace === "server" && workspaces === undefined) await placePartsIfStale();
    const sources = fingerprint([workspace, ...from, ...COMMON]);
    if (existsSync(join(repository, makes)) && wasDoneFor(workspace, sources)) continue;
    forget(workspace);
    // whatever the person's shell says, and a test that builds: React has another half for development
    await childStep(what, node24, args, { env: { NODE_ENV: "production" } });
    if (!existsSync(join(repository, makes))) {
      throw new CannotGoOn(`Could not ${what}: ${args.join(" ")} ended well but left no ${makes}.`);
    }
    if (after !== undefined) await step(...after);
    recordDone(workspace, sources);
  }
}

async function placePartsIfStale() {
  const sources = fingerprint([...PARTS, "setup/parts.mjs", "setup/npm.mjs", "server/package.json", ...COMMON]);
  if (existsSync(join(repository, LIST)) && wasDoneFor("parts", sources)) return;
  forget("parts");
  await placeParts();
  recordDone("parts", sources);
}
