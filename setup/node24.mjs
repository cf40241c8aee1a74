// Node 24, which npm installs as the package `node`: everything but the shipped command line runs on it, whatever
// Node the machine has (the embedded database is Node 24's own, and the sources are TypeScript that it runs as it is).
import { join } from "node:path";
import { runQuietly } from "./child.mjs";
import { repository } from "./repository.mjs";
import { CannotGoOn } from "./step.mjs";

/** Absolute path of Node 24. */
export const node24 =
  process.platform === "win32"
    ? join(repository, "node_modules", "node", "bin", "node.exe")
    : join(repository, "node_modules", ".bin", "node");

/** @throws {CannotGoOn} if npm did not put it there */
export async function verifyNode24() {
  const { code, output } = await runQuietly(node24, ["--version"]);
  if (code === 0 && output.startsWith("v24.")) return;
  throw new CannotGoOn(
    [
      `Node 24 is not where npm should have put it (${node24}${code === 0 ? ` is ${output.trim()}` : ""}).`,
      "It comes with the package `node`, whose install script fetches the build for this system.",
      "",
      "If `npm config get ignore-scripts` says true, that script was not run. Run it, and then this command again:",
      "    npm rebuild node --ignore-scripts=false",
      "Otherwise install it again, and look at the output of npm:",
      "    npm ci --foreground-scripts",
      "On Alpine and other systems without glibc there is no such build: use one with glibc, such as Debian.",
    ].join("\n"),
  );
}
