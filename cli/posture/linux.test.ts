import { expect, it } from "vitest";
import type { ProgramOutcome } from "../peer/ask-program.ts";
import { linuxDisk } from "./linux-disk.ts";
import { linuxFirewall } from "./linux-firewall.ts";
import { linuxScreen } from "./linux-screen.ts";
import { linuxUpdates } from "./linux-updates.ts";
import { type Eyes, openEyes, type Seen } from "./look.ts";
import { looksOf } from "./looks.ts";
import { askOsquery } from "./osquery.ts";

// The programs of a Linux machine wrote these texts: lsblk 2.41 and nft 1.1.3 of Debian 13 here, the others by their manuals.

const said = (stdout: string, code = 0, stderr = ""): ProgramOutcome => ({ state: "ended", code, stdout, stderr });
const MISSING: ProgramOutcome = { state: "missing" };

interface Machine {
  /** By the program's name, or by name and arguments. */
  readonly programs?: Readonly<Record<string, ProgramOutcome>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly changed?: Readonly<Record<string, number>>;
  readonly env?: Readonly<Record<string, string>>;
}
const eyesOn = ({ programs = {}, files = {}, changed = {}, env = {} }: Machine): Eyes => ({
  platform: "linux",
  env,
  home: "/home/ada",
  run: async (path, args) => {
    const name = path.split("/").at(-1) ?? "";
    return programs[`${name} ${args.join(" ")}`] ?? programs[name] ?? MISSING;
  },
  read: async (path) => files[path],
  changedAt: async (path) =>
    changed[path] ?? (/^\/usr\/bin\/(apt|dnf|pacman)$/.test(path) && hasProgram(programs, path) ? 1 : undefined),
});
const hasProgram = (programs: object, path: string): boolean =>
  Object.keys(programs).some((program) => program.split(" ")[0] === path.split("/").at(-1));

const disks = (...blockdevices: object[]) => said(JSON.stringify({ blockdevices }));
const device = (type: string, mountpoints: (string | null)[], ...children: object[]) => ({
  name: "x",
  type,
  mountpoints,
  ...(children.length === 0 ? {} : { children }),
});

const DISKS: [what: string, outcome: ProgramOutcome, seen: Seen][] = [
  [
    "LUKS below LVM, and a plain /boot",
    disks(
      device(
        "disk",
        [],
        device("part", ["/boot/efi"]),
        device("part", ["/boot"]),
        device("part", [], device("crypt", [], device("lvm", ["/"]), device("lvm", ["[SWAP]"]))),
      ),
    ),
    { value: "on", source: "lsblk" },
  ],
  [
    "a plain /home beside an encrypted /",
    disks(device("disk", [], device("part", [], device("crypt", ["/"])), device("part", ["/home"]))),
    { value: "off", source: "lsblk" },
  ],
  [
    "plain swap, into which memory goes",
    disks(device("crypt", ["/"]), device("part", ["[SWAP]"])),
    { value: "off", source: "lsblk" },
  ],
  [
    "an image of a snap and a stick, which count for nothing",
    disks(
      device("crypt", ["/"]),
      device("loop", ["/snap/core/1"]),
      device("disk", [], device("part", ["/media/ada/STICK"])),
    ),
    { value: "on", source: "lsblk" },
  ],
  ["no encryption", disks(device("disk", ["/run/netns", "/"])), { value: "off", source: "lsblk" }],
  [
    "a container, whose root no block device has",
    disks(device("disk", [])),
    { value: "unknown", reason: "unsupported", source: "lsblk" },
  ],
  ["no lsblk", MISSING, { value: "unknown", reason: "unsupported", source: "lsblk" }],
  ["an lsblk that hangs", { state: "timed_out" }, { value: "unknown", reason: "timed_out", source: "lsblk" }],
  ["no JSON", said("NAME TYPE"), { value: "unknown", reason: "unreadable", source: "lsblk" }],
];
it.each(DISKS)("disk: %s", async (_what, lsblk, seen) => {
  expect(await linuxDisk(eyesOn({ programs: { lsblk } }))).toEqual(seen);
});

it("disk: the lsblk of this very machine is understood", async () => {
  const { run } = openEyes({ platform: "linux", env: {}, home: "/" });
  const seen = await linuxDisk({ ...eyesOn({}), run });
  expect(seen.source).toBe("lsblk");
  expect(seen.reason === undefined || seen.reason === "unsupported").toBe(true);
});

const gnome = (lock: string, delay: string, idle: string): Machine => ({
  env: { XDG_CURRENT_DESKTOP: "ubuntu:GNOME" },
  programs: {
    "gsettings get org.gnome.desktop.screensaver lock-enabled": said(lock),
    "gsettings get org.gnome.desktop.screensaver lock-delay": said(delay),
    "gsettings get org.gnome.desktop.session idle-delay": said(idle),
  },
});
const kde = (text?: string): Machine => ({
  env: { XDG_CURRENT_DESKTOP: "KDE" },
  files: text === undefined ? {} : { "/home/ada/.config/kscreenlockerrc": text },
});
const logind = (text: string): Machine => ({ programs: { busctl: said(text) } });

const SCREENS: [what: string, machine: Machine, value: string, source: string][] = [
  ["GNOME as it comes", gnome("true\n", "uint32 0\n", "uint32 300\n"), "on", "gsettings"],
  ["GNOME that never goes dark", gnome("true\n", "uint32 0\n", "uint32 0\n"), "off", "gsettings"],
  ["GNOME that does not lock", gnome("false\n", "uint32 0\n", "uint32 300\n"), "off", "gsettings"],
  ["GNOME that locks an hour later", gnome("true\n", "uint32 3600\n", "uint32 300\n"), "off", "gsettings"],
  ["GNOME with a setting that nobody knows", gnome("maybe\n", "uint32 0\n", "uint32 300\n"), "unknown", "gsettings"],
  ["Plasma as it comes", kde(), "on", "kscreenlocker"],
  ["Plasma that does not lock", kde("[Greeter]\nTheme=x\n\n[Daemon]\nAutolock=false\n"), "off", "kscreenlocker"],
  ["Plasma after half an hour", kde("[Daemon]\nTimeout=30\n[Greeter]\nAutolock=false\n"), "off", "kscreenlocker"],
  ["logind that locks", logind('s "lock"\nt 600000000\n'), "on", "logind"],
  ["logind that does nothing", logind('s "ignore"\nt 1800000000\n'), "unknown", "logind"],
  ["no desktop and no logind", {}, "unknown", "none"],
];
it.each(SCREENS)("screen: %s", async (_what, machine, value, source) => {
  expect(await linuxScreen(eyesOn(machine))).toMatchObject({ value, source });
});

const LISTS = { "/var/lib/apt/lists": 1000, "/var/lib/apt/lists/partial": 5000 };
const waiting = (...packages: string[]) => said(["Listing...", ...packages, ""].join("\n"));
const LESS = "less/stable 668-2 amd64 [upgradable from: 668-1]";
const UPDATES: [what: string, machine: Machine, seen: object][] = [
  ["nothing waits", { programs: { apt: waiting() }, changed: LISTS }, { value: "current", source: "apt", asOf: 5000 }],
  ["updates", { programs: { apt: waiting(LESS) }, changed: LISTS }, { value: "pending", source: "apt", asOf: 5000 }],
  [
    "security updates, of an archive that has them in another part too",
    {
      programs: {
        apt: waiting(LESS, "tzdata/stable,stable-security 2026f-0+deb13u1 all [upgradable from: 2026b-0+deb13u1]"),
      },
      changed: LISTS,
    },
    { value: "security_pending" },
  ],
  [
    "of Ubuntu",
    { programs: { apt: waiting("a/noble-updates,noble-security 2 amd64 [upgradable from: 1]") }, changed: LISTS },
    { value: "security_pending" },
  ],
  [
    "lists that were never fetched, about which apt is not asked",
    { programs: { apt: waiting() } },
    { value: "unknown", reason: "unreadable", source: "apt" },
  ],
  ["a broken apt", { programs: { apt: said("", 100) }, changed: LISTS }, { value: "unknown", reason: "unreadable" }],
  [
    "an apt that writes in another way",
    { programs: { apt: waiting("less (668-1 => 668-2)") }, changed: LISTS },
    { value: "unknown", reason: "unreadable" },
  ],
  ["an apt that hangs", { programs: { apt: { state: "timed_out" } }, changed: LISTS }, { reason: "timed_out" }],
  [
    "dnf with nothing",
    { programs: { dnf: said("", 0) }, changed: { "/var/cache/dnf": 7 } },
    { value: "current", source: "dnf", asOf: 7 },
  ],
  [
    "dnf with a security update",
    {
      programs: { dnf: said("x 1", 100), "dnf --cacheonly --quiet check-update --security": said("x 1", 100) },
      changed: { "/var/cache/dnf": 7 },
    },
    { value: "security_pending" },
  ],
  [
    "dnf with another",
    {
      programs: { dnf: said("x 1", 100), "dnf --cacheonly --quiet check-update --security": said("", 0) },
      changed: { "/var/cache/dnf": 7 },
    },
    { value: "pending" },
  ],
  [
    "pacman with nothing",
    { programs: { pacman: said("", 1) }, changed: { "/var/lib/pacman/sync": 9 } },
    { value: "current", source: "pacman", asOf: 9 },
  ],
  [
    "pacman with something",
    { programs: { pacman: said("less 1 -> 2\n") }, changed: { "/var/lib/pacman/sync": 9 } },
    { value: "pending" },
  ],
  ["no package manager", {}, { value: "unknown", reason: "unsupported", source: "none" }],
];
it.each(UPDATES)("updates: %s", async (_what, machine, seen) => {
  expect(await linuxUpdates(eyesOn(machine))).toMatchObject(seen);
});

const META = { metainfo: { version: "1.1.3", release_name: "Commodore Bullmoose #4", json_schema_version: 1 } };
const INPUT = { family: "inet", table: "filter", name: "input", handle: 1, type: "filter", hook: "input", prio: 0 };
const ACCEPT = {
  family: "inet",
  table: "filter",
  chain: "input",
  handle: 2,
  expr: [{ match: { op: "==" } }, { accept: null }],
};
const nft = (...nftables: object[]): Machine => ({
  programs: { nft: said(JSON.stringify({ nftables: [META, ...nftables] })) },
});
const NOT_ROOT = said(
  "",
  1,
  "Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n",
);
const FIREWALLS: [what: string, machine: Machine, seen: object][] = [
  [
    "an input chain that drops",
    nft({ chain: { ...INPUT, policy: "drop" } }, { rule: ACCEPT }),
    { value: "on", source: "nft" },
  ],
  [
    "one that accepts all",
    nft({ chain: { ...INPUT, policy: "accept" } }, { rule: ACCEPT }),
    { value: "off", source: "nft" },
  ],
  [
    "one with a rule that rejects",
    nft({ chain: { ...INPUT, policy: "accept" } }, { rule: { ...ACCEPT, expr: [{ reject: null }] } }),
    { value: "on" },
  ],
  ["no rules", nft(), { value: "off", source: "nft" }],
  [
    "rules that root alone may read",
    { programs: { nft: NOT_ROOT } },
    { value: "unknown", reason: "not_permitted", source: "nft" },
  ],
  [
    "ufw, switched on",
    { programs: { nft: NOT_ROOT }, files: { "/etc/ufw/ufw.conf": "# x\nENABLED=yes\nLOGLEVEL=low\n" } },
    { value: "on", source: "ufw" },
  ],
  [
    "ufw, switched off, and rules that nobody may read",
    { programs: { nft: NOT_ROOT }, files: { "/etc/ufw/ufw.conf": "ENABLED=no\n" } },
    { value: "unknown", reason: "not_permitted" },
  ],
  [
    "ufw, switched off, without nft",
    { files: { "/etc/ufw/ufw.conf": "ENABLED=no\n" } },
    { value: "off", source: "ufw" },
  ],
  ["firewalld", { programs: { systemctl: said("active\n"), nft: NOT_ROOT } }, { value: "on", source: "firewalld" }],
  ["nothing", {}, { value: "unknown", reason: "unsupported" }],
];
it.each(FIREWALLS)("firewall: %s", async (_what, machine, seen) => {
  expect(await linuxFirewall(eyesOn(machine))).toMatchObject(seen);
});

const OSQUERY = { changed: { "/usr/bin/osqueryi": 1 } };
it("osquery: the daemon's word counts, and ours alone where it says yes", async () => {
  const ask = (programs: NonNullable<Machine["programs"]>, changed: Machine["changed"] = OSQUERY.changed) =>
    askOsquery("disk_encryption")(eyesOn({ programs, ...(changed === undefined ? {} : { changed }) }));
  const daemon = { ...OSQUERY.changed, "/var/osquery/osquery.em": 1 };
  expect(await ask({ osqueryi: said('[\n  {"encrypted":"1"}\n]\n') })).toEqual({ value: "on", source: "osquery" });
  expect(await ask({ osqueryi: said('[{"encrypted":"0"}]') })).toMatchObject({
    value: "unknown",
    reason: "not_permitted",
  });
  expect(await ask({ osqueryi: said('[{"encrypted":"0"}]') }, daemon)).toEqual({ value: "off", source: "osquery" });
  expect(await ask({ osqueryi: said("[]") }, daemon)).toMatchObject({ value: "unknown" });
  expect(await ask({}, {})).toMatchObject({ value: "unknown", reason: "unsupported", source: "none" });
});

it("osquery: an organisation's own question is asked first, and counts where its one row has a value of the fact", async () => {
  const sql = "SELECT CASE WHEN count(*) > 0 THEN 'on' ELSE 'off' END AS value FROM iptables WHERE chain = 'INPUT'";
  const [own, ...others] = looksOf("linux", { firewall: sql }).firewall;
  expect(others).toEqual(looksOf("linux", {}).firewall);
  const ask = (answer: string) => own?.(eyesOn({ programs: { osqueryi: said(answer) }, ...OSQUERY }));
  expect(await ask('[{"value":"off"}]')).toEqual({ value: "off", source: "osquery" });
  for (const answer of ['[{"value":"maybe"}]', "[]", '[{"value":"on"},{"value":"on"}]', '[{"enabled":"1"}]'])
    expect(await ask(answer)).toEqual({ value: "unknown", reason: "unreadable", source: "osquery" });
});
