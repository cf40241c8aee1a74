import { type Family, familyOf } from "@nearside/shared/api/install-commands.ts";
import type { Part } from "@nearside/shared/statements/versions.ts";

export const FAMILY_NAMES: Readonly<Record<Family, string>> = { linux: "Linux", macos: "macOS", windows: "Windows" };

/** Guesses the system from what the browser calls itself. It only chooses what is shown first. */
export function systemOf(userAgent: string): Family {
  if (/Windows/.test(userAgent)) return "windows";
  return /Mac OS X|Macintosh/.test(userAgent) ? "macos" : "linux";
}

const PROCESSORS: Readonly<Record<string, string>> = {
  "linux-x64": "x64",
  "linux-arm64": "ARM64",
  "darwin-x64": "Intel",
  "darwin-arm64": "Apple silicon",
  "win32-x64": "x64",
  "win32-arm64": "ARM64",
};

/** The executables for that family. */
export const executablesFor = (family: Family, parts: readonly Part[]): readonly Part[] =>
  parts.filter(({ kind, system }) => kind === "executable" && familyOf(system) === family);

/** For a person who compares it with what the computer says. */
export const processorOf = ({ system }: Part): string => PROCESSORS[system] ?? system;
