import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** The ways to install this command line, which decide how it is upgraded. */
type HowInstalled = "executable" | "global" | "npx" | "project" | "checkout" | "unknown";

export interface Installed {
  readonly how: HowInstalled;
  /** The file that runs. */
  readonly path: string;
}

/** @param programs as the entry names them: without a script, the runtime is the command line itself */
export function findInstalled({
  runtime,
  nearside,
}: {
  readonly runtime: string;
  readonly nearside: string | undefined;
}): Installed {
  if (nearside === undefined) return { how: "executable", path: runtime };
  const path = realOf(nearside);
  const home = dirname(dirname(path)); // the package's folder: the script lies in its bin/
  return { how: howOf(path, home), path };
}

function howOf(path: string, home: string): HowInstalled {
  const parts = path.split(/[\\/]/);
  const at = parts.lastIndexOf("node_modules");
  if (at === -1) return existsSync(join(home, "main.ts")) ? "checkout" : "unknown";
  if (parts.includes("_npx")) return "npx";
  // npm's folder for all projects is lib/node_modules below its prefix, on Windows npm\\node_modules
  const above = parts[at - 1]?.toLowerCase();
  return above === "lib" || above === "npm" ? "global" : "project";
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // it was removed while it runs
  }
}
