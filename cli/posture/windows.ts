import { SCREEN_LOCK_SECONDS } from "@nearside/shared/posture/posture.ts";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { powershellIn } from "../peer/powershell.ts";
import { type Eyes, type Seen, unanswered, unknown } from "./look.ts";

// Windows. Written from its documentation; nobody has run it on Windows yet. Get-BitLockerVolume and manage-bde ask for an administrator,
// so a person's own look goes by the shell's property of the volume, which Explorer shows to everybody.

const SCRIPTS = {
  disk: `
$drive = $env:SystemDrive
$state = (New-Object -ComObject Shell.Application).NameSpace($drive).Self.ExtendedProperty('System.Volume.BitLockerProtection')
if ($null -ne $state) { @{ source = 'shell'; state = [int]$state } | ConvertTo-Json -Compress }
else {
  $volume = Get-BitLockerVolume -MountPoint $drive
  @{ source = 'get-bitlockervolume'; state = $(if ($volume.ProtectionStatus -eq 'On') { 1 } else { 2 }) } | ConvertTo-Json -Compress
}`,
  screen: `
$desktop = Get-ItemProperty 'HKCU:\\Control Panel\\Desktop'
$machine = Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System'
@{
  active = [string]$desktop.ScreenSaveActive; secure = [string]$desktop.ScreenSaverIsSecure
  after = [int]$desktop.ScreenSaveTimeOut; inactivity = [int]$machine.InactivityTimeoutSecs
} | ConvertTo-Json -Compress`,
  updates: `
$search = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
$search.Online = $false
$found = $search.Search('IsInstalled=0 and IsHidden=0').Updates
$security = 0
foreach ($update in $found) { if ($update.MsrcSeverity) { $security++ } }
$last = (New-Object -ComObject Microsoft.Update.AutoUpdate).Results.LastSearchSuccessDate
@{ waiting = [int]$found.Count; security = [int]$security; last = $last.ToUniversalTime().ToString('o') } | ConvertTo-Json -Compress`,
  firewall: `
@{ enabled = @(Get-NetFirewallProfile | ForEach-Object { [int]$_.Enabled }) } | ConvertTo-Json -Compress`,
} as const;

const number = v.pipe(v.number(), v.safeInteger());

async function ask<Answer>(
  eyes: Eyes,
  script: string,
  schema: v.GenericSchema<unknown, Answer>,
  source: string,
  seenIn: (answer: Answer) => Seen,
): Promise<Seen> {
  const { path, args } = powershellIn(eyes.env["SystemRoot"], `$ErrorActionPreference = 'Stop'\n${script}`);
  const outcome = await eyes.run(path, args);
  if (outcome.state !== "ended") return unanswered(outcome, source);
  if (outcome.code !== 0)
    return unknown(/denied|Unauthorized/i.test(outcome.stderr) ? "not_permitted" : "unreadable", source);
  const answer = v.safeParse(schema, parseJson(outcome.stdout));
  return answer.success ? seenIn(answer.output) : unknown("unreadable", source);
}

/** 1 on · 2 off · 3 encrypts · 4 decrypts · 5 suspended · 6 on and locked · 8 waits for its activation */
export const windowsDisk = (eyes: Eyes): Promise<Seen> =>
  ask(
    eyes,
    SCRIPTS.disk,
    v.object({ source: v.picklist(["shell", "get-bitlockervolume"]), state: number }),
    "bitlocker",
    ({ source, state }) => ({ value: state === 1 || state === 6 ? "on" : "off", source }),
  );

export const windowsScreen = (eyes: Eyes): Promise<Seen> =>
  ask(
    eyes,
    SCRIPTS.screen,
    v.object({ active: v.string(), secure: v.string(), after: number, inactivity: number }),
    "registry",
    ({ active, secure, after, inactivity }) => {
      const bySaver = active === "1" && secure === "1" && after > 0 && after <= SCREEN_LOCK_SECONDS;
      const byPolicy = inactivity > 0 && inactivity <= SCREEN_LOCK_SECONDS;
      return { value: bySaver || byPolicy ? "on" : "off", source: "registry" };
    },
  );

export const windowsUpdates = (eyes: Eyes): Promise<Seen> =>
  ask(
    eyes,
    SCRIPTS.updates,
    v.object({ waiting: number, security: number, last: v.pipe(v.string(), v.isoTimestamp()) }),
    "windows-update",
    ({ waiting, security, last }) => ({
      value: security > 0 ? "security_pending" : waiting > 0 ? "pending" : "current",
      source: "windows-update",
      asOf: Date.parse(last),
    }),
  );

export const windowsFirewall = (eyes: Eyes): Promise<Seen> =>
  ask(eyes, SCRIPTS.firewall, v.object({ enabled: v.array(number) }), "defender", ({ enabled }) => ({
    value: enabled.length > 0 && enabled.every((state) => state === 1) ? "on" : "off",
    source: "defender",
  }));
