// The systemd of an account, as a process: with a runtime folder and a tree of control groups of its own, in namespaces that end with it.
// Debian's systemd 257 starts so wherever root may mount, although another program has the number 1.
import { mkdtemp, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AtEnd } from "./at-end.ts";
import { type Process, startProcess } from "./process.ts";
import { until } from "./until.ts";

export interface UserSystemd {
  /** Runs a program beside it, as one of the account's own. */
  readonly run: (command: string, args: readonly string[]) => Promise<Process>;
  /** SIGKILL to a process that has that number there. */
  readonly kill: (pid: number) => Promise<void>;
  /** Ends everything at once, as a power cut does: the runtime folder is gone. */
  readonly crash: () => Promise<void>;
}

const RUNTIME = "/run/user/0";
const STARTED_MS = 30_000;

/** systemd wants one tree of control groups (version 2). The shell's first argument is the name of the group that it gets. */
export const OWN_GROUPS = `
set -e
mount --make-rprivate /
umount -l /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
mkdir -p "/sys/fs/cgroup/$1"
echo $$ > "/sys/fs/cgroup/$1/cgroup.procs"`;

/** systemd wants a system that says that systemd runs it, too. */
const START = `${OWN_GROUPS}
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/systemd/system ${RUNTIME}
chmod 700 ${RUNTIME}
/lib/systemd/systemd --user & # the process with the number 1 would be the whole system's
wait $!`;

/** @param home the account's home folder, which outlives it @throws Error if it does not start: with what it said */
export async function startUserSystemd(home: string, atEnd: AtEnd): Promise<UserSystemd> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-systemd-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, XDG_RUNTIME_DIR: RUNTIME, SYSTEMD_LOG_TARGET: "console" };
  const namespaces = await startProcess({
    command: "unshare",
    args: ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", START, "systemd", folder.slice(5)],
    env,
    cwd: home,
  });
  atEnd(async () => {
    namespaces.signal("SIGKILL");
    await namespaces.ended();
    await removeGroups(folder.slice(5));
  });
  const inside = await until(
    async () => (await childOf(namespaces.pid)) ?? undefined,
    STARTED_MS,
    () => `no systemd began: ${namespaces.stderr()}`,
  );
  const run: UserSystemd["run"] = (command, args) =>
    startProcess({
      command: "nsenter",
      args: ["--target", inside, "--mount", "--pid", "--wd=.", command, ...args],
      env,
      cwd: home,
    });
  await until(
    async () => {
      const asked = await run("systemctl", ["--user", "is-system-running"]);
      await asked.ended();
      return /^(?:running|degraded)$/m.test(asked.stdout()) ? true : undefined;
    },
    STARTED_MS,
    () => `systemd did not start: ${namespaces.stderr()}`,
  );
  return {
    run,
    kill: async (pid) => void (await (await run("kill", ["-KILL", String(pid)])).ended()),
    crash: async () => {
      namespaces.signal("SIGKILL");
      await namespaces.ended();
    },
  };
}

/** Groups can be removed once their last process has gone, the innermost first. */
export async function removeGroups(name: string): Promise<void> {
  for (const tree of ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"]) {
    const top = join(tree, name);
    const below = await readdir(top, { recursive: true, withFileTypes: true }).catch(() => []);
    const groups = below.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
    for (const group of [...groups, top].toSorted((one, other) => other.length - one.length))
      await rmdir(group).catch(() => undefined); // an empty group harms nobody
  }
}

/** The process that `unshare` or `nsenter` started, once it is there, by its number here. */
export async function childOf(pid: number): Promise<string | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return /^\d+/.exec(children)?.[0];
}
