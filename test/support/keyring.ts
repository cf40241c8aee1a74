// A desktop session's keyring without the desktop: a D-Bus session with a real GNOME Keyring on it, unlocked.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Process, startProcess } from "./process.ts";

export type Keyring = {
  /** The environment by which `nearside` finds it. */
  readonly env: Readonly<Record<string, string>>;
  /** Locks it, as a locked screen does: no person is there to unlock it. */
  readonly lock: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const SCRIPT = `
printf test-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
echo "session $DBUS_SESSION_BUS_ADDRESS"
while read -r line; do
  gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \\
    --method org.freedesktop.Secret.Service.Lock '["/org/freedesktop/secrets/collection/login"]'
done`;

/** @param folder of the test's own @param namespace where the command line runs; ours if left out */
export async function startKeyring(folder: string, namespace?: string): Promise<Keyring> {
  const home = join(folder, "keyring");
  await mkdir(home, { recursive: true, mode: 0o700 });
  const session: Process = await startProcess({
    command: "dbus-run-session",
    args: ["--", "sh", "-c", SCRIPT],
    // GNOME Keyring keeps no session without a folder for its socket.
    env: { PATH: process.env["PATH"] ?? "", HOME: home, XDG_DATA_HOME: join(home, "data"), XDG_RUNTIME_DIR: home },
    ...(namespace !== undefined && { namespace }),
  });
  const [, address = ""] = await session.printed(/session (\S+)\n/);
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: home },
    lock: async () => {
      session.type("lock\n");
      await session.printed(/collection\/login/);
    },
    stop: async () => {
      session.endInput();
      await session.ended();
    },
  };
}
