import type { PolicyRow, RollOutAnswer, VersionState } from "@nearside/shared/api/console/roll-out.ts";
import type { BadgeWords } from "../ui/badge.tsx";

export const SYSTEMS: Readonly<Record<PolicyRow["system"], string>> = {
  linux: "Linux",
  windows: "Windows",
  macos: "macOS",
};

/** How a version compares with the one that this server hands out. */
export const VERSION_WORDS: Readonly<Record<VersionState, BadgeWords>> = {
  behind: { title: "Out of date", tone: "wait" },
  current: { title: "Up to date", tone: "near" },
  ahead: { title: "Newer than here", tone: "plain" },
  unknown: { title: "Not known", tone: "plain" },
};

/** Says what the administrator does with a policy's file. */
export function placeInWords({ browser, system, name, folder }: PolicyRow): string {
  if (folder !== null)
    return `Put it into ${folder} as ${name}, readable for everybody and writable for root alone. ${browser} follows it without a restart.`;
  if (system === "windows")
    return "Import it on each machine, or have your group policy set the same values. In ADMX terms it is the policy Extension management settings, with the values of this file.";
  return "Install it by what manages your Macs (MDM). A profile that a person opens by hand installs no extension.";
}

/** Warns of what a person can't know of that system, and needs to. */
export function warningOf({ browser, system }: PolicyRow): string | undefined {
  if (browser === "Firefox") return undefined;
  if (system === "windows")
    return `On Windows ${browser} takes an extension that is in no store only where the machine is joined to a domain or managed otherwise.`;
  if (system === "macos")
    return `On macOS ${browser} takes an extension that is in no store only where the Mac is managed (MDM).`;
  return `${browser} reads the files of this folder by name, and of two that have the same policy the last one wins as a whole. Where another file has ExtensionSettings, put this entry into that file.`;
}

/** Says why Firefox gets no package, and what to do. */
export const FIREFOX_WORDS: Readonly<Record<Exclude<RollOutAnswer["firefox"], "handed_out">, string>> = {
  not_named:
    "Firefox takes only what Mozilla has signed. Have the package signed, and name it in NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE.",
  not_built: "The extension of this server was not built.",
  unreadable: "The file that NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE names can't be read by the server's account.",
  not_a_package: "The file that NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE names is no package of an extension.",
  other_extension: "The file that NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE names is another extension.",
  other_version:
    "The signed package has another version than this server's extension. Have the new version signed, and put it in the place of the old one.",
  unsigned: "The file that NEARSIDE_ROLL_OUT_FIREFOX_PACKAGE names has no signature of Mozilla in it.",
};
