import { access, constants, realpath } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { BROWSERS, type Browser } from "../browsers.ts";

/** A browser that is installed here, and the command that starts it. */
interface InstalledBrowser extends Browser {
  readonly command: string;
  /** The sandbox that it runs in, if it is one that starts no program outside. */
  readonly sandbox: "flatpak" | "snap" | undefined;
}

/** Both put the commands of what they run here (snap(8), flatpak(1)). */
const sandboxOf = (path: string): InstalledBrowser["sandbox"] => {
  if (/\/flatpak\/exports\/bin\//.test(path)) return "flatpak";
  return /^(?:\/var\/lib\/snapd)?\/snap\/bin\/|^\/usr\/bin\/snap$/.test(path) ? "snap" : undefined;
};

/** The browsers that PATH leads to. */
export async function browsersHere(
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly InstalledBrowser[]> {
  const folders = (env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  const here: InstalledBrowser[] = [];
  for (const browser of BROWSERS) {
    const command = await firstOf(browser.commands.flatMap((name) => folders.map((folder) => join(folder, name))));
    if (command === undefined) continue;
    const real = await realpath(command).catch(() => command);
    here.push({ ...browser, command, sandbox: sandboxOf(command) ?? sandboxOf(real) });
  }
  return here;
}

async function firstOf(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // the next one
    }
  }
  return undefined;
}
