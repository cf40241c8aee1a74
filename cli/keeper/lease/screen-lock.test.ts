import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { watchScreen } from "./screen-lock.ts";

// The programs that tell of the lock are scripts here: each says what the real one has been seen to say.

const UID = 1000;
const WITHIN_MS = 5000;
/** The scripts have said all by then. */
const QUIET_MS = 1000;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const signal = (path: string, of: string, member: string, ...body: readonly string[]) =>
  [
    `signal time=1.5 sender=:1.7 -> destination=(null destination) serial=9 path=${path}; interface=${of}; member=${member}`,
    ...body.map((line) => `   ${line}`),
  ].join("\n");
const SAVER = "/org/gnome/ScreenSaver";
const SESSION = "/org/freedesktop/login1/session/_31";
const changed = (name: string, value: string) =>
  signal(
    SESSION,
    "org.freedesktop.DBus.Properties",
    "PropertiesChanged",
    'string "org.freedesktop.login1.Session"',
    ...[
      "array [",
      "   dict entry(",
      `      string "${name}"`,
      `      variant             boolean ${value}`,
      "   )",
      "]",
    ],
  );

interface Said {
  readonly session?: string;
  readonly system?: string;
  readonly owner?: number;
}

async function locks(said: Said) {
  const folder = await mkdtemp(join(tmpdir(), "screen-lock-"));
  ends.push(() => rm(folder, { recursive: true }));
  const { session = "", system = "", owner = UID } = said;
  const monitor = `case "$1" in --session) cat <<'END'\n${session}\nEND\n;; --system) cat <<'END'\n${system}\nEND\n;; esac\nexec sleep 60`;
  const programs = { "dbus-monitor": monitor, busctl: `echo '(uo) ${owner} "/org/freedesktop/login1/user/_1000"'` };
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  const env = { PATH: `${folder}:/usr/bin:/bin` };
  let count = 0;
  let tell = (): void => undefined;
  const locked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const { stop } = watchScreen({ env, platform: "linux", uid: UID }, () => {
    count += 1;
    tell();
  });
  ends.push(stop);
  return { locked, times: () => count };
}

const heard = async (said: Said): Promise<void> => (await locks(said)).locked;
const timesHeard = async (said: Said): Promise<number> => {
  const { times } = await locks(said);
  await setTimeout(QUIET_MS);
  return times();
};

it("hears of a screen saver that becomes active", { timeout: WITHIN_MS }, async () => {
  const session = signal(SAVER, "org.gnome.ScreenSaver", "ActiveChanged", "boolean true");
  await heard({ session });
});

it("hears of the lock from logind, by the hint of a desktop and by a command", { timeout: WITHIN_MS }, async () => {
  await heard({ system: changed("LockedHint", "true") });
  await heard({ system: signal(SESSION, "org.freedesktop.login1.Session", "Lock") });
});

it("hears of one lock once, however many lines follow", { timeout: WITHIN_MS }, async () => {
  const system = [changed("LockedHint", "true"), changed("IdleHint", "true")].join("\n");
  const { locked, times } = await locks({ system });
  await locked;
  await setTimeout(QUIET_MS);
  expect(times()).toBe(1);
});

it("is not moved by what says something else", { timeout: WITHIN_MS }, async () => {
  const off = signal(SAVER, "org.gnome.ScreenSaver", "ActiveChanged", "boolean false");
  const other = signal("/x", "org.example.Player", "ActiveChanged", "boolean true");
  const system = [changed("LockedHint", "false"), changed("IdleHint", "true")].join("\n");
  expect(await timesHeard({ session: [off, other].join("\n"), system })).toBe(0);
});

it("is not moved by the session of another account", { timeout: WITHIN_MS }, async () => {
  expect(await timesHeard({ system: changed("LockedHint", "true"), owner: UID + 1 })).toBe(0);
});
