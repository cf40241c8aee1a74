import { readdirSync, readFileSync } from "node:fs";
import { systemsPathOf } from "../../peer/program.ts";
import { type Caller, namespaceOf, type ProcessSeen, trustedProcessOf } from "../caller.ts";
import { type Named, startOf, statOf } from "../process-times.ts";

/** A container on this machine, as the kernel shows one of its processes. */
export interface Container {
  readonly id: string;
  /** Null if only its namespaces tell that it is one: a program within makes as many of those as it likes. */
  readonly runtime: string | null;
  /** The time at which its first process began. Epoch seconds. */
  readonly since: number;
  /** The name that the engine gave it; null if that does not show. */
  readonly name: string | null;
  /** Its first process. */
  readonly init: Init;
  /** Tells it from others while that process runs. */
  readonly key: string;
}

type Init = Named & { readonly parentPid: number };

/**
 * Control groups by which engines name a container, the outermost first. A container that may make groups of its own makes them within its
 * own one, so a name further in is only its claim.
 */
const ENGINES: readonly (readonly [string, RegExp])[] = [
  ["podman", /\/libpod-([0-9a-f]{64})(?:\.scope)?(?:\/|$)/],
  ["docker", /\/docker[-/]([0-9a-f]{64})(?:\.scope)?(?:\/|$)/],
  ["containerd", /\/cri-containerd-([0-9a-f]{64})\.scope(?:\/|$)/],
  ["crio", /\/crio-([0-9a-f]{64})\.scope(?:\/|$)/],
  ["lxc", /\/lxc\.payload[./]([A-Za-z0-9][A-Za-z0-9_.-]{0,63})(?:\/|$)/],
  ["nspawn", /\/(?:systemd-nspawn@|machine-)([A-Za-z0-9][A-Za-z0-9_.-]{0,63})\.(?:service|scope)(?:\/|$)/],
];

/** @param text /proc/<pid>/cgroup: a line for each tree (cgroups(7)) @returns undefined if no engine named it */
export function engineIn(text: string): { readonly id: string; readonly runtime: string } | undefined {
  const found = text
    .split("\n")
    .map((line) => line.slice(line.indexOf(":", line.indexOf(":") + 1) + 1))
    .flatMap((path) =>
      ENGINES.flatMap(([runtime, pattern]) => {
        const match = pattern.exec(path);
        return match?.[1] === undefined ? [] : [{ at: match.index, runtime, id: match[1] }];
      }),
    );
  const [first] = found.toSorted((one, other) => one.at - other.at);
  return first && { id: first.id, runtime: first.runtime };
}

/** A caller outside of this view of the machine has one of these of its own, which its container has too. */
const NAMESPACES = ["pid", "mnt", "user", "net"] as const;

/** The whereabouts of a caller, which is told quickly. */
export interface Whereabouts {
  /** Tells one container from others while its first process runs. */
  readonly key: string;
  readonly isIn: (pid: number) => boolean;
  readonly engine: ReturnType<typeof engineIn>;
  /** The namespace that tells it where no engine does. */
  readonly link: string;
}

/**
 * Says where a caller of this account is: in the control group by which an engine names its container, whatever namespaces were made within, or
 * else in the outermost of the views of processes that it comes from, or in its own namespaces. Outer ones of another kind are
 * those of an engine without root, which its containers have in common.
 *
 * @returns undefined for a program of the machine itself, and where the system does not tell
 */
export function whereaboutsOf(caller: Caller): Whereabouts | undefined {
  if (caller.account !== "same" || caller.isHere) return undefined;
  try {
    const engine = engineOf(caller.pid);
    const namespace = NAMESPACES.find((name) => namespaceOf(caller.pid, name) !== namespaceOf("self", name));
    if (namespace === undefined) return undefined;
    const link = namespaceOf(namespace === "pid" ? outermostOf(caller) : caller.pid, namespace);
    if (engine === undefined) {
      const isIn = safely((pid) => namespaceOf(pid, namespace) === link);
      return { key: link, engine, link, isIn };
    }
    const key = `${engine.runtime} ${engine.id}`;
    return { key, engine, link, isIn: safely((pid) => engineOf(pid)?.id === engine.id) };
  } catch {
    return undefined;
  }
}

/** The container there, by its process that began first. It takes a look at every process of the machine. @returns undefined if it has gone */
export function containerAt({ key, isIn, engine, link }: Whereabouts): Container | undefined {
  try {
    const init = eldest(isIn);
    if (init === undefined) return undefined;
    const { id, runtime } = engine ?? { id: `ns-${/\d+/.exec(link)?.[0] ?? "0"}`, runtime: null };
    // If no engine's group tells it, a program within could be the monitor too.
    const name = engine === undefined ? null : nameOf(init, isIn);
    return { key, id, runtime, since: startOf(init), name, init };
  } catch {
    return undefined;
  }
}

/** @throws if there is no such process */
export const engineOf = (pid: number): ReturnType<typeof engineIn> =>
  engineIn(readFileSync(`/proc/${pid}/cgroup`, "utf8"));

/** A caller that comes from further away than that is nobody. */
const MOST_PARENTS = 256;

/** Upwards from a process, the last one that has not the machine's own view of processes. @throws if the process has gone */
function outermostOf({ pid, parentPid }: Pick<ProcessSeen, "pid" | "parentPid">): number {
  let [outermost, parent] = [pid, parentPid];
  for (let steps = 0; steps < MOST_PARENTS && parent > 0 && !seesAll(parent); steps += 1) {
    outermost = parent;
    parent = statOf(parent)?.parentPid ?? 0;
  }
  return outermost;
}

/** True also for another account's process: the container's own are this account's. */
const seesAll = (pid: number): boolean =>
  !safely((each) => namespaceOf(each, "pid") !== namespaceOf("self", "pid"))(pid);

const safely =
  (isIn: (pid: number) => boolean) =>
  (pid: number): boolean => {
    try {
      return isIn(pid);
    } catch {
      return false; // another account's, or gone
    }
  };

/** With a view of processes of its own, that is the container's number 1. */
function eldest(isIn: (pid: number) => boolean): Init | undefined {
  const inside = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isIn(Number(name)))
    .flatMap((name) => seen(Number(name)) ?? []);
  return inside.toSorted((one, other) => Number(one.startTime) - Number(other.startTime) || one.pid - other.pid)[0];
}

function seen(pid: number): Init | undefined {
  try {
    const stat = statOf(pid);
    return stat === undefined || stat.hasEnded ? undefined : { pid, ...stat };
  } catch {
    return undefined;
  }
}

/**
 * Podman's monitor of a container is the parent of its first process, and has its name (conmon(8), `-n`). It must be the machine's own
 * program, outside of the container: a container chooses what its programs are called.
 */
function nameOf(init: Init, isIn: (pid: number) => boolean): string | null {
  const monitor = isIn(init.parentPid) || !seesAll(init.parentPid) ? undefined : trustedProcessOf(init.parentPid);
  if (monitor === undefined || systemsPathOf(monitor.program, "conmon") === undefined) return null;
  const option = monitor.argv.indexOf("-n");
  return option > 0 ? (monitor.argv[option + 1] ?? null) : null;
}
