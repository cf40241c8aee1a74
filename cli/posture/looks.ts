import { linuxDisk } from "./linux-disk.ts";
import { linuxFirewall } from "./linux-firewall.ts";
import { linuxScreen } from "./linux-screen.ts";
import { linuxUpdates } from "./linux-updates.ts";
import type { Looks } from "./look.ts";
import { macosDisk, macosFirewall, macosScreen, macosUpdates } from "./macos.ts";
import { askOsquery } from "./osquery.ts";
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
const NOWHERE: Looks = { disk_encryption: [], screen_lock: [], updates: [], firewall: [] };

/** What to ask on that system, and of whom first. */
export const looksOf = (platform: NodeJS.Platform): Looks => LOOKS[platform] ?? NOWHERE;
