import { expect, it } from "vitest";
import type { ProgramOutcome } from "../peer/ask-program.ts";
import type { Eyes, Seen } from "./look.ts";
import { macosDisk, macosFirewall, macosScreen, macosUpdates } from "./macos.ts";
import { windowsDisk, windowsFirewall, windowsScreen, windowsUpdates } from "./windows.ts";

// macOS and Windows, by what their documentation says that these programs write.

const said = (stdout: string, code = 0, stderr = ""): ProgramOutcome => ({ state: "ended", code, stdout, stderr });
const eyesOn = (programs: Readonly<Record<string, ProgramOutcome>>): Eyes => ({
  platform: "darwin",
  env: {},
  home: "/Users/ada",
  run: async (path, args) => {
    const name = path.split(/[/\\]/).at(-1) ?? "";
    return programs[`${name} ${args.at(-1)}`] ?? programs[name] ?? { state: "missing" };
  },
  read: async () => undefined,
  changedAt: async () => undefined,
});

type Row = [what: string, look: (eyes: Eyes) => Promise<Seen>, programs: Record<string, ProgramOutcome>, value: string];

const MACOS: Row[] = [
  ["FileVault is on", macosDisk, { fdesetup: said("FileVault is On.\n") }, "on"],
  [
    "FileVault encrypts",
    macosDisk,
    { fdesetup: said("FileVault is On.\nEncryption in progress: Percent completed = 12\n") },
    "off",
  ],
  ["FileVault is off", macosDisk, { fdesetup: said("FileVault is Off.\n") }, "off"],
  ["no fdesetup", macosDisk, {}, "unknown"],
  [
    "the screen locks",
    macosScreen,
    {
      sysadminctl: said("", 0, "2026-11-28 sysadminctl[1:2] screenLock delay is 5 seconds\n"),
      defaults: said("600\n"),
    },
    "on",
  ],
  [
    "the screen locks at once, by no saver",
    macosScreen,
    { sysadminctl: said("", 0, "screenLock delay is immediate\n"), defaults: said("", 1) },
    "on",
  ],
  ["the screen locks late", macosScreen, { sysadminctl: said("", 0, "screenLock delay is 14400 seconds\n") }, "off"],
  [
    "the saver never starts",
    macosScreen,
    { sysadminctl: said("", 0, "screenLock delay is immediate\n"), defaults: said("0\n") },
    "off",
  ],
  ["the screen does not lock", macosScreen, { sysadminctl: said("", 0, "screenLock is off\n") }, "off"],
  [
    "nothing waits",
    macosUpdates,
    {
      softwareupdate: said("Software Update Tool\n\nNo new software available.\n"),
      defaults: said("2026-11-01 10:00:00 +0000\n"),
    },
    "current",
  ],
  [
    "an update waits",
    macosUpdates,
    {
      softwareupdate: said("* Label: macOS Tahoe 26.2-25C56\n\tTitle: macOS\n"),
      defaults: said("2026-11-01 10:00:00 +0000\n"),
    },
    "pending",
  ],
  [
    "nobody knows when it looked",
    macosUpdates,
    { softwareupdate: said("No new software available.\n"), defaults: said("", 1) },
    "unknown",
  ],
  ["the firewall is on", macosFirewall, { socketfilterfw: said("Firewall is enabled. (State = 1)\n") }, "on"],
  ["the firewall is off", macosFirewall, { socketfilterfw: said("Firewall is disabled. (State = 0)\n") }, "off"],
];
it.each(MACOS)("macOS: %s", async (_what, look, programs, value) => {
  expect(await look(eyesOn(programs))).toMatchObject({ value });
});

const says = (answer: object) => ({ "powershell.exe": said(`${JSON.stringify(answer)}\r\n`) });
const WINDOWS: Row[] = [
  ["BitLocker protects", windowsDisk, says({ source: "shell", state: 1 }), "on"],
  ["BitLocker is suspended", windowsDisk, says({ source: "shell", state: 5 }), "off"],
  [
    "an administrator has to look",
    windowsDisk,
    { "powershell.exe": said("", 1, "Get-BitLockerVolume : Access denied") },
    "unknown",
  ],
  ["a saver that asks", windowsScreen, says({ active: "1", secure: "1", after: 600, inactivity: 0 }), "on"],
  ["a policy", windowsScreen, says({ active: "", secure: "", after: 0, inactivity: 900 }), "on"],
  ["neither", windowsScreen, says({ active: "1", secure: "0", after: 600, inactivity: 0 }), "off"],
  [
    "a security update waits",
    windowsUpdates,
    says({ waiting: 3, security: 1, last: "2026-11-28T10:00:00.0000000Z" }),
    "security_pending",
  ],
  ["nothing waits", windowsUpdates, says({ waiting: 0, security: 0, last: "2026-11-28T10:00:00.0000000Z" }), "current"],
  ["every profile", windowsFirewall, says({ enabled: [1, 1, 1] }), "on"],
  ["one profile is off", windowsFirewall, says({ enabled: [1, 0, 1] }), "off"],
  ["no JSON", windowsFirewall, { "powershell.exe": said("oops") }, "unknown"],
];
it.each(WINDOWS)("Windows: %s", async (_what, look, programs, value) => {
  expect(await look(eyesOn(programs))).toMatchObject({ value });
});
