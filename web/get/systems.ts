import { type Family, familyOf } from "@nearside/shared/api/install-commands.ts";
import type { Part } from "@nearside/shared/statements/versions.ts";
import { getTexts } from "../texts/get.tsx";

/** Guesses the system from what the browser calls itself. It only chooses what is shown first. */
export function systemOf(userAgent: string): Family {
  if (/Windows/.test(userAgent)) return "windows";
  return /Mac OS X|Macintosh/.test(userAgent) ? "macos" : "linux";
}

const PROCESSORS: Readonly<Record<string, string>> = getTexts.processors;

/** The executables for that family. */
export const executablesFor = (family: Family, parts: readonly Part[]): readonly Part[] =>
  parts.filter(({ kind, system }) => kind === "executable" && familyOf(system) === family);

/** For a person who compares it with what the computer says. */
export const processorOf = ({ system }: Part): string => PROCESSORS[system] ?? system;
