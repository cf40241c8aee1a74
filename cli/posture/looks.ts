import { POSTURE_NAMES, type PostureName } from "@nearside/shared/posture/posture.ts";
import { linuxDisk } from "./linux-disk.ts";
import { linuxFirewall } from "./linux-firewall.ts";
import { linuxScreen } from "./linux-screen.ts";
import { LINUX_UPDATES_CHANGE, linuxUpdates } from "./linux-updates.ts";
import type { Looks } from "./look.ts";
import { macosDisk, macosFirewall, macosScreen, macosUpdates } from "./macos.ts";
import { askOsquery, askOsqueryBy } from "./osquery.ts";
import { windowsDisk, windowsFirewall, windowsScreen, windowsUpdates } from "./windows.ts";

const LOOKS: Readonly<Partial<Record<NodeJS.Platform, Looks>>> = {
  linux: {
    disk_encryption: [linuxDisk, askOsquery("disk_encryption")],
    screen_lock: [linuxScreen],
    updates: [linuxUpdates],
    firewall: [linuxFirewall],
  },
  darwin: {
    disk_encryption: [macosDisk, askOsquery("disk_encryption")],
    screen_lock: [macosScreen, askOsquery("screen_lock")],
    updates: [macosUpdates],
    firewall: [macosFirewall, askOsquery("firewall")],
  },
  win32: {
    disk_encryption: [windowsDisk, askOsquery("disk_encryption")],
    screen_lock: [windowsScreen],
    updates: [windowsUpdates],
    firewall: [windowsFirewall, askOsquery("firewall")],
  },
};
/** An organisation wants osquery to be asked this about a fact. */
export type OsqueryQueries = { readonly [Name in PostureName]?: string | undefined };

/** The questions on that system, the best source first. */
export function looksOf(platform: NodeJS.Platform, queries: OsqueryQueries): Looks {
  const all = POSTURE_NAMES.map((name) => {
    const own = queries[name];
    const looks = LOOKS[platform]?.[name] ?? [];
    return [name, own === undefined ? looks : [askOsqueryBy(name, own), ...looks]] as const;
  });
  return Object.fromEntries(all) as Looks;
}

/** Files and folders of which one changes wherever there are other updates than before, or fewer. */
export const UPDATES_CHANGE: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: LINUX_UPDATES_CHANGE,
};
