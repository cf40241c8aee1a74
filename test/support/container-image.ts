// The image of deploy/Containerfile, made by a real engine. The Debian that it begins with cannot be fetched here, so it is made of the files of
// this one's packages.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import type { AtEnd } from "./at-end.ts";
import { type Process, startProcess } from "./process.ts";
import { repository } from "./repository.ts";
import { childOf } from "./user-systemd.ts";

/** The parts of debian:trixie-slim that the steps and the server use. */
const PACKAGES = [
  ...["base-files", "coreutils", "dash", "dpkg", "libacl1", "libattr1", "libbz2-1.0", "libc-bin", "libc6", "libcap2"],
  ...["libgcc-s1", "liblzma5", "libmd0", "libpcre2-8-0", "libselinux1", "libssl3t64", "libstdc++6", "libsystemd0"],
  ...["libzstd1", "tar", "zlib1g"],
];
const BASE = "localhost/base";
const IMAGE = "localhost/nearside-server";
const MAKE_BASE = `
set -eu
base=$1; shift
mkdir -p "$base"
dpkg --listfiles "$@" | sort -u | while read -r file; do
  case "$file" in /usr/share/*) continue ;; esac
  if [ -f "$file" ] || [ -L "$file" ]; then echo ".$file"; fi
done | tar --create --directory=/ --no-recursion --files-from=- ./bin ./lib ./lib64 ./sbin | tar --extract --directory="$base"
mkdir -p "$base/tmp"
chmod 1777 "$base/tmp"`;

const inspectedSchema = v.object({
  OCIv1: v.object({
    config: v.object({
      User: v.string(),
      Env: v.array(v.string()),
      Entrypoint: v.array(v.string()),
      Cmd: v.array(v.string()),
    }),
  }),
  Docker: v.object({ config: v.object({ Healthcheck: v.object({ Test: v.array(v.string()) }) }) }),
});

export interface ContainerImage {
  /** It says here how it is run. */
  readonly config: v.InferOutput<typeof inspectedSchema>["OCIv1"]["config"];
  /** The words of its health check, less what says that they are a command. */
  readonly healthCheck: readonly string[];
  /**
   * Starts a program in it as an engine does: its account, no capability, its variables with these laid over them, a root that nobody can
   * write, and these folders of ours at those places. The network is this system's.
   */
  readonly start: (run: ContainerRun, ...command: readonly string[]) => Promise<Contained>;
}

/** A program in a container. SIGTERM goes to the program itself, which is process 1 there. */
export interface Contained extends Pick<Process, "ended" | "printed" | "stderr"> {
  /** SIGTERM, and SIGKILL at last. @returns how it ended */
  readonly stop: () => ReturnType<Process["stop"]>;
  /** One of its files, as this process reaches it. */
  readonly file: (path: string) => string;
}

export interface ContainerRun {
  readonly env: Readonly<Record<string, string>>;
  /** Our folders or files, by their place in the container. */
  readonly mounts: Readonly<Record<string, string>>;
}

const GRACE_MS = 10_000;

const execute = promisify(execFile);

/** @throws Error with what the engine said */
export async function buildImage(atEnd: AtEnd): Promise<ContainerImage> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-image-"));
  const storage = [`--root=${folder}/storage`, `--runroot=${folder}/run`, "--storage-driver=overlay"];
  const buildah = async (...args: readonly string[]) => (await execute("buildah", [...storage, ...args])).stdout.trim();
  atEnd(async () => {
    await buildah("umount", "--all");
    await rm(folder, { recursive: true, force: true });
  });
  const base = join(folder, "base");
  await execute("sh", ["-c", MAKE_BASE, "base", base, ...PACKAGES]);
  const scratch = await buildah("from", "scratch");
  await buildah("add", "--quiet", scratch, base, "/");
  await buildah("commit", "--quiet", scratch, BASE);
  const limits = ["--ulimit=nofile=1024:1024", "--ulimit=nproc=4096:4096"]; // its own are higher than it may set everywhere
  const file = `--file=${join(repository, "deploy/Containerfile")}`;
  const how = ["--quiet", "--format=docker", "--isolation=chroot", "--pull-never", ...limits];
  await buildah("build", ...how, `--build-arg=BASE=${BASE}`, file, `--tag=${IMAGE}`, repository);
  const { OCIv1, Docker } = v.parse(inspectedSchema, JSON.parse(await buildah("inspect", "--type=image", IMAGE)));
  const root = await buildah("mount", await buildah("from", "--pull-never", IMAGE));
  const [, ...healthCheck] = Docker.config.Healthcheck.Test;
  return {
    config: OCIv1.config,
    healthCheck,
    start: async ({ env, mounts }, ...command) => {
      const places = Object.entries(mounts).flat();
      const script = join(folder, "start.sh");
      await writeFile(script, START);
      const engine = await startProcess({
        command: "unshare",
        args: [
          ...["--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "sh", script],
          ...[root, OCIv1.config.User, String(places.length / 2), ...places, ...command],
        ],
        env: { ...Object.fromEntries(OCIv1.config.Env.map((one) => one.split("=", 2))), ...env },
      });
      const { ended, printed, stderr } = engine;
      const stop = async () => {
        const first = await childOf(engine.pid); // not looked for before: a short command has ended by then
        if (first !== undefined) process.kill(Number(first), "SIGTERM");
        const kill = setTimeout(() => engine.signal("SIGKILL"), GRACE_MS);
        return ended().finally(() => clearTimeout(kill));
      };
      return { ended, printed, stderr, stop, file: (path) => join(`/proc/${engine.pid}/root`, root, path) };
    },
  };
}

/** Does what an engine does, as far as the kernel lets root do it. */
const START = `
set -eu
root=$1; user=$2; count=$3; shift 3
mount --make-rprivate /
mount --bind "$root" "$root"
while [ "$count" -gt 0 ]; do
  [ -d "$2" ] && mkdir -p "$root$1" || { mkdir -p "$root\${1%/*}"; touch "$root$1"; }
  mount --bind "$2" "$root$1"
  shift 2; count=$((count - 1))
done
mkdir -p "$root/proc" "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero urandom random; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
mkdir "$root/dev/shm"
mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/dev/shm"
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs chroot --userspec="$user" --groups="\${user#*:}" "$root" "$@"`;
