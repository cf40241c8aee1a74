import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

// A desktop session's keyring without the desktop: a D-Bus session of its own with a real GNOME Keyring on it. It ends with
// its input. The account's own keyring is not touched.

export interface KeyringSession {
  /** A process needs these to reach it: DBUS_SESSION_BUS_ADDRESS and the folders. */
  readonly env: NodeJS.ProcessEnv;
  /** Locks the keyring, as a locked screen does: no person is there to unlock it. */
  lock(): Promise<void>;
  close(): Promise<void>;
}

const SCRIPT = `
printf test-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
echo "$DBUS_SESSION_BUS_ADDRESS"
while read -r line; do
  gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \\
    --method org.freedesktop.Secret.Service.Lock '["/org/freedesktop/secrets/collection/login"]'
done`;

/** @param root a folder of the test's own */
export async function openKeyringSession(root: string): Promise<KeyringSession> {
  const home = join(root, "keyring");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  // GNOME Keyring keeps no session without a folder for its socket.
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: join(home, "data"), XDG_RUNTIME_DIR: home };
  const session: ChildProcess = spawn("dbus-run-session", ["--", "sh", "-c", SCRIPT], {
    env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const { stdin, stdout } = session;
  if (stdin === null || stdout === null) throw new TypeError("both are pipes");
  const lines = createInterface(stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("the keyring's session ended");
    return value;
  };
  const address = await next();
  return {
    env: { ...env, DBUS_SESSION_BUS_ADDRESS: address },
    lock: async () => {
      stdin.write("lock\n");
      await next();
    },
    close: async () => {
      const ended = once(session, "exit");
      stdin.end();
      await ended;
    },
  };
}
