import { agoInWords } from "../text/time-in-words.ts";
import { POSTURE_NAMES, type PostureFact, type PostureName, type UnknownReason } from "./posture.ts";

// People read these words of a posture, in terminal and page alike.

/** Every place that shows a posture says this beside it. */
export const REPORTED_BY_MACHINE = "Reported by the machine, not verified";

export const POSTURE_TITLES: Readonly<Record<PostureName, string>> = {
  disk_encryption: "Disk encryption",
  screen_lock: "Screen lock",
  updates: "Updates",
  firewall: "Firewall",
};

type KnownValue = Exclude<PostureFact["value"], "unknown">;
const VALUES: Readonly<Record<KnownValue, string>> = {
  on: "on",
  off: "off",
  current: "up to date",
  pending: "updates wait",
  security_pending: "security updates wait",
};

const REASONS: Readonly<Record<UnknownReason, string>> = {
  unsupported: "this system has no way to tell that Nearside knows",
  not_permitted: "only an administrator of the computer may look",
  timed_out: "the system did not answer in time",
  unreadable: "the system's answer was not understood",
  not_looked: "it was not looked at yet",
};

/** One of {@link SAID_OF_FACTS}: "Disk encryption: off" */
export function saidInWords(said: string): string {
  const [name, value] = said.split(":");
  const fact = POSTURE_NAMES.find((each) => each === name);
  if (fact === undefined || value === undefined) return "Nothing";
  return `${POSTURE_TITLES[fact]}: ${isKnown(value) ? VALUES[value] : "unknown"}`;
}

const isKnown = (value: string): value is KnownValue => Object.hasOwn(VALUES, value);

/** A fact of a statement, or what rules read of one: they are told no reason. */
interface ShownFact {
  readonly value: PostureFact["value"];
  readonly reason?: UnknownReason;
  readonly age: number;
  readonly source: string;
}

/** "off", "unknown: the system did not answer in time" */
export function wordsOfFact({
  value,
  reason,
}: {
  readonly value: string;
  readonly reason?: UnknownReason | null;
}): string {
  if (isKnown(value)) return VALUES[value];
  return reason === undefined || reason === null ? "unknown" : `unknown: ${REASONS[reason]}`;
}

/** "off (lsblk, 2 minutes ago)", "unknown: only an administrator of the computer may look (nft, just now)" */
export function factInWords(fact: ShownFact): string {
  const what = wordsOfFact(fact);
  const ago = agoInWords(fact.age);
  return fact.source === "none" ? `${what} (${ago})` : `${what} (${fact.source}, ${ago})`;
}

type System = "linux" | "macos" | "windows";

/** The system by what a machine calls its own (protocol §4.1 `context.os`); undefined for any other. */
function systemOf(os: string): System | undefined {
  if (/^macOS|^Darwin/i.test(os)) return "macos";
  if (/^Windows|Microsoft Windows/i.test(os)) return "windows";
  return /Linux/i.test(os) ? "linux" : undefined;
}

const CURES: Readonly<Record<PostureName, Readonly<Record<System | "any", string>>>> = {
  disk_encryption: {
    linux:
      "Linux encrypts a disk when the system is installed (LUKS): ask the people who look after your computer, and keep a backup.",
    macos: "Turn on FileVault: System Settings, Privacy & Security, FileVault.",
    windows: "Turn on BitLocker or device encryption: Settings, Privacy & security, Device encryption.",
    any: "Encrypt the disk of the computer.",
  },
  screen_lock: {
    linux: "Let the screen lock by itself within 15 minutes: Settings, Privacy, Screen Lock.",
    macos: "Ask for a password within 15 minutes: System Settings, Lock Screen.",
    windows: "Ask for a sign-in within 15 minutes: Settings, Accounts, Sign-in options.",
    any: "Let the screen lock by itself within 15 minutes.",
  },
  updates: {
    linux: "Install what waits by the system's software centre, or its package manager.",
    macos: "Install what waits: System Settings, General, Software Update.",
    windows: "Install what waits: Settings, Windows Update.",
    any: "Install the updates that wait.",
  },
  firewall: {
    linux: "Switch on the firewall, such as by `sudo ufw enable`.",
    macos: "Switch on the firewall: System Settings, Network, Firewall.",
    windows: "Switch on the firewall: Windows Security, Firewall & network protection.",
    any: "Switch on the firewall of the computer.",
  },
};

/** Says what its person can do about a fact that is not in order, or not known. */
export const cureOf = (name: PostureName, os: string): string => CURES[name][systemOf(os) ?? "any"];
