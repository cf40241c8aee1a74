// The packages, exactly as package-lock.json names them.
import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { npm } from "./npm.mjs";
import { forget, recordDone, repository, wasDoneFor } from "./repository.mjs";
import { CannotGoOn, childStep } from "./step.mjs";

const RECORD = "packages";
const MODULES = join(repository, "node_modules");

// Development packages are wanted whatever NODE_ENV and npm's settings say: Node 24 itself is one of them.
const NPM_CI = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];

/** Runs `npm ci` if node_modules is missing or another lockfile was installed. */
export async function installPackages() {
  const lockfile = fingerprint(["package-lock.json"]);
  if (existsSync(MODULES) && wasDoneFor(RECORD, lockfile)) return;
  if (process.platform === "win32" && process.execPath.startsWith(MODULES + sep)) {
    throw new CannotGoOn(
      "The packages have changed, and Windows cannot replace the Node 24 among them while it runs.\n" +
        "Delete the folder node_modules, then run this command again.",
    );
  }
  forget(RECORD);
  const [command, args] = npm();
  await childStep("install the packages", command, [...args, ...NPM_CI]);
  recordDone(RECORD, lockfile);
}
