import { SCREEN_LOCK_SECONDS } from "@nearside/shared/posture/posture.ts";
import { type Eyes, type Seen, unanswered, unknown } from "./look.ts";

// The screen of Linux: the desktop's own settings, else what logind does with an idle session.

const GSETTINGS = "/usr/bin/gsettings";
const BUSCTL = "/usr/bin/busctl";

/** The settings of a desktop: whether its screen locks, and after how long. */
interface Desktop {
  readonly lock: readonly [schema: string, key: string];
  readonly delay: readonly [schema: string, key: string];
  readonly idle: readonly [schema: string, key: string];
  /** Seconds in one unit of `idle`. */
  readonly unit: number;
}
const GNOME: Desktop = {
  lock: ["org.gnome.desktop.screensaver", "lock-enabled"],
  delay: ["org.gnome.desktop.screensaver", "lock-delay"],
  idle: ["org.gnome.desktop.session", "idle-delay"],
  unit: 1,
};
const DESKTOPS: Readonly<Record<string, Desktop>> = {
  GNOME,
  UNITY: GNOME,
  BUDGIE: GNOME,
  "X-CINNAMON": {
    lock: ["org.cinnamon.desktop.screensaver", "lock-enabled"],
    delay: ["org.cinnamon.desktop.screensaver", "lock-delay"],
    idle: ["org.cinnamon.desktop.session", "idle-delay"],
    unit: 1,
  },
  MATE: {
    lock: ["org.mate.screensaver", "lock-enabled"],
    delay: ["org.mate.screensaver", "lock-delay"],
    idle: ["org.mate.session", "idle-delay"],
    unit: 60,
  },
};

/** `XDG_CURRENT_DESKTOP` is a list: `ubuntu:GNOME`. */
const desktopsIn = ({ env }: Eyes): readonly string[] => (env["XDG_CURRENT_DESKTOP"] ?? "").toUpperCase().split(":");

export async function linuxScreen(eyes: Eyes): Promise<Seen> {
  const names = desktopsIn(eyes);
  if (names.includes("KDE")) return kdeScreen(eyes);
  const desktop = names.flatMap((name) => DESKTOPS[name] ?? [])[0];
  return desktop === undefined ? logindScreen(eyes) : desktopScreen(eyes, desktop);
}

async function desktopScreen(eyes: Eyes, { lock, delay, idle, unit }: Desktop): Promise<Seen> {
  const asked = [lock, delay, idle].map(([schema, key]) => eyes.run(GSETTINGS, ["get", schema, key], settingsOf(eyes)));
  const answers: string[] = [];
  for (const outcome of await Promise.all(asked)) {
    if (outcome.state !== "ended" || outcome.code !== 0) return unanswered(outcome, "gsettings");
    answers.push(outcome.stdout.trim());
  }
  const [locks, after = "", idles = ""] = answers;
  const [wait, idleFor] = [numberIn(after), numberIn(idles)];
  if ((locks !== "true" && locks !== "false") || wait === undefined || idleFor === undefined)
    return unknown("unreadable", "gsettings");
  return lockOf(locks === "true", idleFor * unit, wait, "gsettings");
}

/** gsettings(1) reads the settings of the person by way of the session, so it needs the variables that name it. */
const settingsOf = ({ env, home }: Eyes): Readonly<Record<string, string>> => ({
  HOME: home,
  ...Object.fromEntries(
    ["XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_DIRS", "DBUS_SESSION_BUS_ADDRESS"].flatMap((name) =>
      env[name] === undefined ? [] : [[name, env[name]]],
    ),
  ),
});

/** `uint32 300`, `5` */
function numberIn(text: string): number | undefined {
  const digits = /^(?:u?int\d+ )?(\d{1,9})$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** @param idle seconds until the screen goes dark, 0 for never; @param wait seconds until it locks after that */
const lockOf = (locks: boolean, idle: number, wait: number, source: string): Seen => ({
  value: locks && idle > 0 && idle + wait <= SCREEN_LOCK_SECONDS ? "on" : "off",
  source,
});

/** Plasma writes only what differs from its defaults: the screen locks after five minutes, and asks five seconds later. */
async function kdeScreen(eyes: Eyes): Promise<Seen> {
  const folder = eyes.env["XDG_CONFIG_HOME"] ?? `${eyes.home}/.config`;
  const text = (await eyes.read(`${folder}/kscreenlockerrc`)) ?? "";
  const daemon = /^\[Daemon\]$([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(text)?.[1] ?? "";
  const settingOf = (key: string): string | undefined =>
    new RegExp(`^${key}(?:\\[\\$\\w+\\])?=(.*)$`, "m").exec(daemon)?.[1]?.trim();
  const minutes = Number(settingOf("Timeout") ?? "5");
  const grace = Number(settingOf("LockGrace") ?? "5");
  if (!Number.isFinite(minutes) || !Number.isFinite(grace)) return unknown("unreadable", "kscreenlocker");
  return lockOf(settingOf("Autolock") !== "false", minutes * 60, grace, "kscreenlocker");
}

/** Without a desktop that we know, logind may lock idle sessions (logind.conf(5) `IdleAction`). */
async function logindScreen(eyes: Eyes): Promise<Seen> {
  const manager = ["org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"];
  const outcome = await eyes.run(BUSCTL, ["--system", "get-property", ...manager, "IdleAction", "IdleActionUSec"]);
  if (outcome.state !== "ended" || outcome.code !== 0) return unknown("unsupported");
  const [, action, microseconds] = /^s "(\w[\w-]*)"\s+t (\d{1,18})\s*$/.exec(outcome.stdout) ?? [];
  if (action === undefined || microseconds === undefined) return unknown("unreadable", "logind");
  return action === "lock"
    ? lockOf(true, Number(microseconds) / 1_000_000, 0, "logind")
    : unknown("unsupported", "logind");
}
