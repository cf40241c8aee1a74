import { access, readFile } from "node:fs/promises";
import type { Remote } from "@nearside/shared/api/approval-address.ts";
import { isEditorServer } from "../peer/forwarders.ts";
import { ancestry, type ProcessFacts } from "./process-tree.ts";
import type { Surroundings } from "./surroundings.ts";

// Guesses whether the person at this command line sits elsewhere (protocol §4.1 `remote`, §6). It is a hint for the
// person who approves and for rules, and never a proof, so safety doesn't depend on this hint.

/** Servers that start shells for people elsewhere, by the names of their processes. */
const SSH_SERVERS = new Set(["sshd", "sshd-session", "dropbear", "mosh-server", "etserver", "etterminal"]);
const SHELL_SERVERS = new Set(["in.telnetd", "telnetd", "ttyd", "gotty", "wetty", "in.rlogind", "rlogind"]);

/** Files that the engine leaves in every container's root: Docker; Podman and CRI-O. */
const CONTAINER_MARKS = ["/.dockerenv", "/run/.containerenv"];

/** Control groups of Docker, containerd, CRI-O, Podman, Kubernetes and LXC, by the names that these choose. */
const CONTAINER_CGROUP =
  /\/(?:docker|libpod|crio|cri-containerd|containerd)[-:/](?:[\w.-]+[-:])?[0-9a-f]{12,64}|\/kubepods|\/lxc(?:\.payload)?[./]/;

export interface RemoteHints {
  readonly env: Surroundings["env"];
  /** This process first, then its ancestors. */
  readonly processes: readonly ProcessFacts[];
  /** The texts of /proc/self/cgroup and /proc/sys/kernel/osrelease; empty if they can't be read. */
  readonly cgroup: string;
  readonly kernel: string;
  /** True if one of the engines' marks lies in the root folder. */
  readonly containerMark: boolean;
}

/** The hint that matters most: where the terminal leads comes before what the machine is. */
export function remoteOf({ env, processes, cgroup, kernel, containerMark }: RemoteHints): Remote | null {
  const ancestors = processes.slice(1);
  const set = (name: string): boolean => (env[name] ?? "") !== "";
  if (set("SSH_CONNECTION") || set("SSH_TTY") || set("SSH_CLIENT")) return "ssh";
  // sudo and su drop the variables, but not the parent.
  if (ancestors.some(({ name }) => SSH_SERVERS.has(name))) return "ssh";
  if (ancestors.some(({ name }) => SHELL_SERVERS.has(name))) return "remote-shell";
  // An editor's server in a container or in WSL serves the editor on the same desk.
  if (containerMark || set("KUBERNETES_SERVICE_HOST") || set("container") || CONTAINER_CGROUP.test(cgroup)) {
    return "container";
  }
  if (set("WSL_DISTRO_NAME") || set("WSL_INTEROP") || /microsoft|wsl2/i.test(kernel)) return "wsl";
  if (ancestors.some(({ command }) => isEditorServer(command))) return "remote-editor";
  return null;
}

/** The hint for this command line itself. */
export const remoteHere = async (from: Pick<Surroundings, "env" | "platform" | "pid">): Promise<Remote | null> =>
  remoteOf(await remoteHints(from, await ancestry(from.platform, from.pid)));

/** Reads on this machine the hints that `remoteOf` judges. */
export async function remoteHints(
  { env, platform }: Pick<Surroundings, "env" | "platform">,
  processes: readonly ProcessFacts[],
): Promise<RemoteHints> {
  if (platform !== "linux") return { env, processes, cgroup: "", kernel: "", containerMark: false };
  const [cgroup, kernel, ...marks] = await Promise.all([
    textOf("/proc/self/cgroup"),
    textOf("/proc/sys/kernel/osrelease"),
    ...CONTAINER_MARKS.map(exists),
  ]);
  return { env, processes, cgroup, kernel, containerMark: marks.includes(true) };
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
