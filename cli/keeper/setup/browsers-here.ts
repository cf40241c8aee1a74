import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { BROWSERS, type Browser } from "../browsers.ts";

/** A browser that is installed here, and the command that starts it. */
interface InstalledBrowser extends Browser {
  readonly command: string;
}

/** The browsers that PATH leads to. */
export async function browsersHere(
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly InstalledBrowser[]> {
  const folders = (env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  const here: InstalledBrowser[] = [];
  for (const browser of BROWSERS) {
    const command = await firstOf(browser.commands.flatMap((name) => folders.map((folder) => join(folder, name))));
    if (command !== undefined) here.push({ ...browser, command });
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
