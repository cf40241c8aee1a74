import { SCREEN_LOCK_SECONDS } from "@nearside/shared/posture/posture.ts";
import { type Eyes, type Seen, unanswered, unknown } from "./look.ts";

// macOS. Written from the documentation of its programs; nobody has run it on a Mac yet.

const FDESETUP = "/usr/bin/fdesetup";
const SYSADMINCTL = "/usr/sbin/sysadminctl";
const DEFAULTS = "/usr/bin/defaults";
const SOFTWAREUPDATE = "/usr/sbin/softwareupdate";
const SOCKETFILTERFW = "/usr/libexec/ApplicationFirewall/socketfilterfw";

/** `FileVault is On.`; while it encrypts, a second line says so. */
export async function macosDisk(eyes: Eyes): Promise<Seen> {
  const outcome = await eyes.run(FDESETUP, ["status"]);
  if (outcome.state !== "ended" || outcome.code !== 0) return unanswered(outcome, "fdesetup");
  const state = /^FileVault is (On|Off)\b/m.exec(outcome.stdout)?.[1];
  if (state === undefined) return unknown("unreadable", "fdesetup");
  const isUnderWay = /(?:En|De)cryption in progress/i.test(outcome.stdout);
  return { value: state === "On" && !isUnderWay ? "on" : "off", source: "fdesetup" };
}

/** `screenLock delay is 300 seconds`, `screenLock delay is immediate`, `screenLock is off`: it writes to standard error. */
export async function macosScreen(eyes: Eyes): Promise<Seen> {
  const [lock, idle] = await Promise.all([
    eyes.run(SYSADMINCTL, ["-screenLock", "status"]),
    eyes.run(DEFAULTS, ["-currentHost", "read", "com.apple.screensaver", "idleTime"], { HOME: eyes.home }),
  ]);
  if (lock.state !== "ended" || lock.code !== 0) return unanswered(lock, "sysadminctl");
  const said = `${lock.stdout}${lock.stderr}`;
  if (/screenLock is off/i.test(said)) return { value: "off", source: "sysadminctl" };
  const [, delay] = /screenLock delay is (immediate|\d{1,9})/i.exec(said) ?? [];
  if (delay === undefined) return unknown("unreadable", "sysadminctl");
  const wait = delay.toLowerCase() === "immediate" ? 0 : Number(delay);
  // If no screen saver was ever set, the display goes dark by the energy settings, and locks by the same delay.
  const never = idle.state === "ended" && idle.code === 0 && idle.stdout.trim() === "0";
  const saver = idle.state === "ended" && idle.code === 0 ? Number(idle.stdout.trim()) : 0;
  return { value: !never && saver + wait <= SCREEN_LOCK_SECONDS ? "on" : "off", source: "sysadminctl" };
}

/** `--no-scan` lists what the last scan found, without asking Apple; the settings say when that was. */
export async function macosUpdates(eyes: Eyes): Promise<Seen> {
  const [list, scan] = await Promise.all([
    eyes.run(SOFTWAREUPDATE, ["--list", "--no-scan"]),
    eyes.run(DEFAULTS, ["read", "/Library/Preferences/com.apple.SoftwareUpdate", "LastSuccessfulDate"]),
  ]);
  if (list.state !== "ended" || list.code !== 0) return unanswered(list, "softwareupdate");
  const asOf = scan.state === "ended" && scan.code === 0 ? Date.parse(scan.stdout.trim()) : Number.NaN;
  if (Number.isNaN(asOf)) return unknown("unreadable", "softwareupdate");
  const labels = list.stdout.split("\n").filter((line) => /^\s*\* Label:/.test(line));
  const value = labels.some((line) => /security/i.test(line))
    ? "security_pending"
    : labels.length > 0
      ? "pending"
      : "current";
  return { value, source: "softwareupdate", asOf };
}

/** `Firewall is enabled. (State = 1)`; 2 blocks all incoming connections. */
export async function macosFirewall(eyes: Eyes): Promise<Seen> {
  const outcome = await eyes.run(SOCKETFILTERFW, ["--getglobalstate"]);
  if (outcome.state !== "ended" || outcome.code !== 0) return unanswered(outcome, "socketfilterfw");
  const state = /State = (\d)/.exec(outcome.stdout)?.[1];
  if (state === undefined) return unknown("unreadable", "socketfilterfw");
  return { value: state === "0" ? "off" : "on", source: "socketfilterfw" };
}
