import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { promisify } from "node:util";
import type { Surroundings } from "../context/surroundings.ts";

const ASKED_WITHIN = 2000;
/** systemd moves the process a moment after it has answered. Milliseconds. */
const LOOK_AGAIN = 20;
const LOOKS = 25;

/**
 * Has the account's systemd give this process a control group of its own, with all that it will start (org.freedesktop.systemd1(5)):
 * a process that stays behind afterwards is still known by that. Where no systemd of the account answers, nothing is done.
 *
 * @param name of the scope, which nobody has used
 */
export async function enterOwnGroup(
  { platform, env, pid }: Pick<Surroundings, "platform" | "env" | "pid">,
  name: string,
  sleep: (duration: number) => Promise<void>,
): Promise<void> {
  if (platform !== "linux" || !posix.isAbsolute(env["XDG_RUNTIME_DIR"] ?? "")) return;
  const manager = ["org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"];
  const wanted = ["StartTransientUnit", "ssa(sv)a(sa(sv))", name, "fail"];
  const members = ["1", "PIDs", "au", "1", String(pid), "0"];
  const args = ["--user", "--quiet", "call", ...manager, ...wanted, ...members];
  const asked = await promisify(execFile)("busctl", args, { env, timeout: ASKED_WITHIN }).catch(() => undefined);
  if (asked === undefined) return;
  for (let look = 0; look < LOOKS; look += 1) {
    const groups = await readFile("/proc/self/cgroup", "utf8").catch(() => "");
    if (groups.includes(`/${name}`)) return;
    await sleep(LOOK_AGAIN);
  }
}
