// A container of this computer, by the namespaces that engines make them of: bubblewrap gives it a view of processes, a host's name and a
// root folder of its own, in which the account's home is empty. Where it is to have a name, it runs in a control group as Podman calls it.
import { randomBytes } from "node:crypto";
import { access, mkdir, readFile, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { AtEnd } from "../support/at-end.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { until } from "../support/until.ts";

/** The places of the second version of control groups: by itself, or beside the first. */
const GROUPS = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"];
const REMOVED_MS = 10_000;
const GONE_MS = 10_000;
/** A place is told from the next one there by the second in which it began (protocol §10.1), and nothing begins again where one has ended. */
const SECOND_MS = 1000;

interface ContainerPlace {
  /** The account's home folder, which the container does not see. */
  readonly home: string;
  /** The folder of the keeper's socket for containers. */
  readonly socketFolder: string;
  /** True for one that may change what is in that folder. */
  readonly writes?: boolean;
  /** Its id, as an engine gives one: 64 hexadecimal digits. */
  readonly id?: string;
}

export type InContainer = (command: string, args: readonly string[]) => Promise<Process>;

/** Starts each program in a container of its own that has that name, one after the other: the next begins once the last has wholly gone. */
export async function openContainer(
  { home, socketFolder, writes = false, id }: ContainerPlace,
  atEnd: AtEnd,
): Promise<InContainer> {
  const mount = writes ? "--bind" : "--ro-bind";
  const group = id === undefined ? undefined : await newGroup(`libpod-${id}.scope`, atEnd);
  let begun = 0;
  return async (command, args) => {
    // Bubblewrap's last process may end after the one that was started, and would pass for the first process of the next container.
    if (group !== undefined) {
      await until(
        () => hasNobody(group),
        GONE_MS,
        () => `a container runs in ${group}`,
      );
      await setTimeout(Math.max(0, begun + SECOND_MS - performance.now()));
    }
    const bubble = ["bwrap", ...BUBBLE, "--tmpfs", home, mount, socketFolder, "/run/nearside", command, ...args];
    const enter = group === undefined ? "" : `echo $$ > "${join(group, "cgroup.procs")}" && `;
    const started = await startProcess({
      command: "sh",
      args: ["-c", `${enter}exec "$@"`, "sh", ...bubble],
      env: { PATH: process.env["PATH"] ?? "", HOME: home, NEARSIDE_KEEPER: "/run/nearside/keeper.sock" },
      cwd: "/",
    });
    begun = performance.now();
    atEnd(async () => void (await started.stop()));
    return started;
  };
}

/** `nearside …` in a container. */
export const nearsideIn =
  (container: InContainer) =>
  (args: readonly string[]): Promise<Process> =>
    container(process.execPath, [join(repository, "cli/bin/nearside.js"), ...args]);

const BUBBLE = [
  "--unshare-pid",
  "--unshare-uts",
  "--unshare-ipc",
  "--die-with-parent",
  "--hostname",
  "devbox",
  "--bind",
  "/",
  "/",
  "--dev",
  "/dev",
  "--proc",
  "/proc",
  "--tmpfs",
  "/run",
];

async function newGroup(name: string, atEnd: AtEnd): Promise<string> {
  for (const tree of GROUPS) {
    const above = join(tree, `nearside-test-${randomBytes(6).toString("hex")}`);
    const group = join(above, name);
    const isMade = await mkdir(group, { recursive: true }).then(...YES_OR_NO);
    if (isMade && (await access(join(group, "cgroup.procs")).then(...YES_OR_NO))) {
      atEnd(() => removeGroups([group, above]));
      return group;
    }
    await rm(above, { recursive: true, force: true }); // an ordinary folder
  }
  throw new Error(`no control group could be made below ${GROUPS.join(" or ")}`);
}

/** A group can be removed once its last process has gone. */
async function removeGroups(groups: readonly string[]): Promise<void> {
  for (const group of groups) {
    const gone = async (): Promise<true | undefined> => ((await rmdir(group).then(...YES_OR_NO)) ? true : undefined);
    await until(gone, REMOVED_MS, () => `${group} stays`);
  }
}

const hasNobody = async (group: string): Promise<true | undefined> =>
  (await readFile(join(group, "cgroup.procs"), "utf8")) === "" ? true : undefined;

const YES_OR_NO = [() => true, () => false] as const;
