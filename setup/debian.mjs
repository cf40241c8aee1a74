// Missing programs, on Debian and its kin (Ubuntu) where we are root; elsewhere the person installs them.
import { readFileSync } from "node:fs";
import { childStep } from "./step.mjs";

const NO_QUESTIONS = { DEBIAN_FRONTEND: "noninteractive" };
const WAIT_FOR_OTHERS = ["-o", "DPkg::Lock::Timeout=120"];

let listsAreFresh = false;

/** `ID` and `ID_LIKE` of os-release(5): ["ubuntu", "debian"]; [] on a system without that file. */
export function distribution() {
  try {
    const osRelease = readFileSync("/etc/os-release", "utf8");
    return [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, ids]) => (ids ?? "").split(" "));
  } catch {
    return [];
  }
}

/** Tells whether `installDebianPackages` may be called. */
export function mayInstallDebianPackages() {
  return process.getuid?.() === 0 && distribution().includes("debian");
}

/**
 * @param {string[]} names
 * @throws {import("./step.mjs").CannotGoOn} with what apt-get said
 */
export async function installDebianPackages(names) {
  if (!listsAreFresh) {
    await childStep("read the package lists", "apt-get", [...WAIT_FOR_OTHERS, "update"], { env: NO_QUESTIONS });
    listsAreFresh = true;
  }
  const install = [...WAIT_FOR_OTHERS, "install", "--yes", "--no-install-recommends", ...names];
  await childStep(`install ${names.join(", ")}`, "apt-get", install, { env: NO_QUESTIONS });
}
