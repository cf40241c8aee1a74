import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { posix } from "node:path";
import { type Caller, type ProcessSeen, processOf } from "../caller.ts";

/** A container on this machine, as the kernel shows one of its processes. */
export interface Container {
  readonly id: string;
  /** Null if only its namespaces tell that it is one. */
  readonly runtime: string | null;
  /** The time at which its first process began. Epoch seconds. */
  readonly since: number;
  /** The name that the engine gave it; null if that does not show. */
  readonly name: string | null;
  /** Its first process. */
  readonly init: ProcessSeen;
}

/**
 * Control groups by which engines name a container, the outermost first. A container that may make groups of its own makes them within its
 * own one, so a name further in is its own word.
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

/**
 * The container of a caller of this account. It is read while the connection is open.
 *
 * @returns undefined for a program of the machine itself, and where the system does not tell
 */
export function containerOf(caller: Caller): Container | undefined {
  if (caller.account !== "same" || caller.isHere) return undefined;
  try {
    const namespace = NAMESPACES.find((name) => namespaceOf(caller.pid, name) !== namespaceOf("self", name));
    if (namespace === undefined) return undefined;
    const link = namespaceOf(caller.pid, namespace);
    const init = eldestIn(namespace, link);
    if (init === undefined) return undefined;
    const engine = engineIn(readFileSync(`/proc/${caller.pid}/cgroup`, "utf8"));
    const { id, runtime } = engine ?? { id: `ns-${/\d+/.exec(link)?.[0] ?? "0"}`, runtime: null };
    return { id, runtime, since: startOf(init), name: nameOf(init), init };
  } catch {
    return undefined;
  }
}

/** True while the container's first process runs. */
export const isRunning = ({ init }: Container): boolean => processOf(init.pid)?.startTime === init.startTime;

const namespaceOf = (pid: number | "self", name: string): string => readlinkSync(`/proc/${pid}/ns/${name}`);

/** The process of that namespace that began first: with a view of processes of its own, that is the container's number 1. */
function eldestIn(namespace: string, link: string): ProcessSeen | undefined {
  const seen = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isIn(Number(name), namespace, link))
    .flatMap((name) => processOf(Number(name)) ?? []);
  return seen.toSorted((one, other) => Number(one.startTime) - Number(other.startTime) || one.pid - other.pid)[0];
}

function isIn(pid: number, namespace: string, link: string): boolean {
  try {
    return namespaceOf(pid, namespace) === link;
  } catch {
    return false; // another account's, or gone
  }
}

/** Linux tells programs of a second's hundredth as a tick, whatever it has itself (proc(5), "CLK_TCK"). */
const TICKS = 100;

function startOf({ startTime }: ProcessSeen): number {
  const booted = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1] ?? "0";
  return Number(booted) + Math.floor(Number(startTime) / TICKS);
}

/** Podman's monitor of a container is the parent of its first process, and has its name (conmon(8), `-n`). */
function nameOf(init: ProcessSeen): string | null {
  const monitor = processOf(init.parentPid);
  if (monitor === undefined || posix.basename(monitor.executable) !== "conmon") return null;
  return monitor.argv[monitor.argv.indexOf("-n") + 1] ?? null;
}
