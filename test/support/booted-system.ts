// This Debian, booted once more beside itself: the same files below a layer of its own, which holds every change and ends with it, and the
// real systemd as process 1. So a package is installed as an operator does it, and its units run under all that they demand.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AtEnd } from "./at-end.ts";
import { type Process, startProcess } from "./process.ts";
import { until } from "./until.ts";
import { childOf, OWN_GROUPS, removeGroups } from "./user-systemd.ts";

export interface BootedSystem {
  /** Starts a program there, as root. */
  readonly start: (command: string, ...args: readonly string[]) => Promise<Process>;
  /** Returns what it printed on both streams, once it has ended. @throws Error if it did not end with that code */
  readonly run: (code: number, command: string, ...args: readonly string[]) => Promise<string>;
  /** The path of one of its files, as this process reaches it. */
  readonly file: (path: string) => string;
}

const STARTED_MS = 60_000;
const ENV = {
  DEBIAN_FRONTEND: "noninteractive",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C.UTF-8",
};

/**
 * The network is this system's, so that a test reaches a port of loopback. No unit of the system's own starts but the journal: some of them
 * set up the kernel, which is everybody's.
 */
const BOOT = `${OWN_GROUPS}
mount -t tmpfs -o mode=755 tmpfs "$2"
mkdir "$2/upper" "$2/work" "$2/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$2/upper,workdir=$2/work" "$2/root"
cd "$2/root"
rm -rf etc/systemd/system/*.wants usr/lib/systemd/system/*.target.wants etc/fstab
rm -f usr/sbin/policy-rc.d # images of containers have it, so that packages start nothing
printf '[Unit]\\nRequires=systemd-journald.service\\n' > etc/systemd/system/sysinit.target
printf '[Unit]\\nRequires=basic.target\\nAfter=basic.target\\nAllowIsolate=yes\\n' > etc/systemd/system/default.target
exec unshare --cgroup --pid --ipc --uts --fork --kill-child sh -c '
set -e
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 none sys/fs/cgroup
for place in run dev tmp; do mount -t tmpfs -o mode=755 tmpfs "$place"; done
chmod 1777 tmp
for device in null zero full random urandom tty; do touch "dev/$device"; mount --bind "/dev/$device" "dev/$device"; done
mkdir dev/shm dev/pts
chmod 1777 dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr
mkdir run/before
pivot_root . run/before
umount -l /run/before
mount --make-rshared / # the credentials of a unit are mounted beside it, and have to get there
echo booting
exec env --ignore-environment container=other PATH=/usr/sbin:/usr/bin /lib/systemd/systemd --system --log-target=console --show-status=no
'`;

/** @throws Error if it does not start: with what it said */
export async function bootSystem(atEnd: AtEnd): Promise<BootedSystem> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-booted-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const group = folder.slice(1).replaceAll("/", "-");
  const namespaces = await startProcess({
    command: "unshare",
    args: ["--mount", "sh", "-c", BOOT, "boot", group, folder],
    env: ENV,
  });
  atEnd(async () => {
    namespaces.signal("SIGKILL");
    await namespaces.ended();
    await removeGroups(group);
  });
  const said = () => `systemd did not start:\n${namespaces.stderr()}${namespaces.stdout()}`;
  await namespaces.printed(/booting/, STARTED_MS);
  const first = (await childOf(namespaces.pid)) ?? "";
  const inside = ["--target", first, "--mount", "--pid", "--ipc", "--uts", "--cgroup", "--wdns=/"];
  const start: BootedSystem["start"] = (command, ...args) =>
    startProcess({ command: "nsenter", args: [...inside, command, ...args], env: ENV });
  const run: BootedSystem["run"] = async (code, command, ...args) => {
    const ran = await start(command, ...args);
    const ended = await ran.ended();
    const printed = ran.stdout() + ran.stderr();
    if (ended.code !== code) throw new Error(`${[command, ...args].join(" ")} ended with ${ended.code}:\n${printed}`);
    return printed;
  };
  const isUp = async () => {
    const asked = await start("systemctl", "is-system-running");
    await asked.ended();
    return /^(?:running|degraded)$/m.test(asked.stdout()) ? true : undefined;
  };
  await until(isUp, STARTED_MS, said);
  return { start, run, file: (path) => join("/proc", first, "root", path) };
}
