import type { PolicyRow, VersionState } from "@nearside/shared/api/console/roll-out.ts";
import { rollOutTexts as texts } from "../../texts/console/roll-out.tsx";
import type { BadgeWords } from "../ui/badge.tsx";

export const SYSTEMS: Readonly<Record<PolicyRow["system"], string>> = texts.systems;

/** The states of a version beside this server's. */
export const VERSION_WORDS: Readonly<Record<VersionState, BadgeWords>> = {
  behind: { title: texts.versionStates.behind, tone: "wait" },
  current: { title: texts.versionStates.current, tone: "near" },
  ahead: { title: texts.versionStates.ahead, tone: "plain" },
  unknown: { title: texts.versionStates.unknown, tone: "plain" },
};

/** Says what the administrator does with a policy's file. */
export function placeInWords({ browser, system, name, folder }: PolicyRow): string {
  if (folder !== null) return texts.place.folder(folder, name, browser);
  return system === "windows" ? texts.place.windows : texts.place.macos;
}

/** Warns of what a person can't know of that system, and needs to. */
export function warningOf({ browser, system }: PolicyRow): string | undefined {
  return browser === "Firefox" ? undefined : texts.warnings[system](browser);
}
