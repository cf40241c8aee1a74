import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { watchScreen } from "./screen-lock.ts";

// The programs that tell of the lock are scripts here: each says what the real one has been seen to say.

const UID = 1000;
const WITHIN_MS = 5000;
/** Longer than the scripts take, where nothing is to come. */
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

/** @returns true once it is locked; false if nothing was heard for a while */
async function locks(said: { readonly session?: string; readonly system?: string; readonly owner?: number }) {
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
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const { stop } = watchScreen({ env, platform: "linux", uid: UID }, () => resolve(true));
  ends.push(stop);
  return { locked: promise, quiet: setTimeout(resolve, QUIET_MS, false) };
}

const heard = async (said: Parameters<typeof locks>[0]): Promise<boolean> => {
  const { locked, quiet } = await locks(said);
  clearTimeout(quiet);
  return locked;
};
const unheard = async (said: Parameters<typeof locks>[0]): Promise<boolean> => (await locks(said)).locked;

it("hears of a screen saver that becomes active", { timeout: WITHIN_MS }, async () => {
  const session = signal(SAVER, "org.gnome.ScreenSaver", "ActiveChanged", "boolean true");
  expect(await heard({ session })).toBe(true);
});

it("hears of the lock from logind, by the hint of a desktop and by a command", { timeout: WITHIN_MS }, async () => {
  expect(await heard({ system: changed("LockedHint", "true") })).toBe(true);
  expect(await heard({ system: signal(SESSION, "org.freedesktop.login1.Session", "Lock") })).toBe(true);
});

it("is not moved by what says something else", { timeout: WITHIN_MS }, async () => {
  const off = signal(SAVER, "org.gnome.ScreenSaver", "ActiveChanged", "boolean false");
  const other = signal("/x", "org.example.Player", "ActiveChanged", "boolean true");
  const system = [changed("LockedHint", "false"), changed("IdleHint", "true")].join("\n");
  expect(await unheard({ session: [off, other].join("\n"), system })).toBe(false);
});

it("is not moved by the session of another account", { timeout: WITHIN_MS }, async () => {
  expect(await unheard({ system: changed("LockedHint", "true"), owner: UID + 1 })).toBe(false);
});
