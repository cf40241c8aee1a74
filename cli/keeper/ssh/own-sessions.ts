import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { SessionBind } from "../../channel/agent-messages.ts";
import { isSameProgram, systemsPathOf } from "../../peer/program.ts";
import type { ProcessSeen } from "../caller.ts";
import { isRunning, ticksNow } from "../process-times.ts";
import type { SshConfiguration } from "./ssh-configuration.ts";

/** A session that an `ssh` of this account began, as that process bound it for its own authentication. */
export interface OwnSession {
  readonly bind: SessionBind;
  /** Epoch seconds. */
  readonly since: number;
  /** The process that began it, and how it was configured. It may have gone since. */
  readonly process: ProcessSeen;
  readonly configuration: SshConfiguration;
}

interface Recorded extends OwnSession {
  /** The sockets that were this process's own before anything came over the session. */
  readonly sockets: ReadonlySet<string>;
  /** Ticks since the system started, when it was recorded. */
  readonly ticks: number;
  /** The processes that have it: the one that began it, and those that it left it to. */
  readonly holders: Map<string, ProcessSeen>;
}

/**
 * The sessions that this account's `ssh` processes began. Each process has one, recorded once: the first-bind rule
 * (protocol §10.1). A host can send a genuine bind of another host over a connection, but not in the name of a
 * process that has bound its own host already.
 */
export interface OwnSessions {
  /** @returns the session of that process from now on; it is another one if the process had bound another host before */
  record(process: ProcessSeen, bind: SessionBind, configuration: SshConfiguration, now: number): OwnSession;
  /** The session of that process; undefined if it never bound one for its own authentication. */
  of(process: ProcessSeen): OwnSession | undefined;
  /** A host has made a connection over one of them. */
  connected(): void;
  count(): { readonly sessions: number; readonly connections: number };
  /** True as long as a process has that session. */
  isOpen(session: OwnSession): boolean;
}

/** More are forgotten, those that ended first. */
const MOST = 512;

export function createOwnSessions(): OwnSessions {
  const byProcess = new Map<string, Recorded>();
  let connections = 0;
  const isHeld = ({ holders }: Recorded): boolean => {
    for (const [key, process] of holders) if (!isRunning(process)) holders.delete(key);
    return holders.size > 0;
  };
  const makeRoom = (): void => {
    if (byProcess.size < MOST) return;
    for (const [key, recorded] of byProcess) if (!isHeld(recorded)) byProcess.delete(key);
    const [oldest] = byProcess.keys();
    if (byProcess.size >= MOST && oldest !== undefined) byProcess.delete(oldest);
  };
  const of = (process: ProcessSeen): Recorded | undefined => {
    const own = byProcess.get(keyOf(process));
    if (own !== undefined) return own;
    const inherited = [...byProcess.values()].find((each) => isHeir(process, each));
    if (inherited === undefined) return undefined;
    inherited.holders.set(keyOf(process), process);
    byProcess.set(keyOf(process), inherited);
    return inherited;
  };
  return {
    of,
    record: (process, bind, configuration, now) => {
      const known = of(process);
      if (known !== undefined) return known;
      makeRoom();
      const holders = new Map([[keyOf(process), process]]);
      const recorded: Recorded = {
        bind,
        configuration,
        since: Math.floor(now / 1000),
        process,
        sockets: socketsOf(process.pid),
        ticks: ticksNow(),
        holders,
      };
      byProcess.set(keyOf(process), recorded);
      return recorded;
    },
    connected: () => {
      connections += 1;
    },
    count: () => ({ sessions: [...new Set(byProcess.values())].filter(isHeld).length, connections }),
    isOpen: (session) => [...byProcess.values()].some((each) => each === session && isHeld(each)),
  };
}

const keyOf = ({ pid, startTime }: ProcessSeen): string => `${pid} ${startTime}`;

/**
 * `ssh` leaves its session to a child when it goes to the background: with ControlPersist, where the parent stays, and with -f,
 * where the child has the parent's connection. Such a child began after the session did. A `ssh` that carries the
 * session for another one (ProxyJump) began before it.
 */
function isHeir(process: ProcessSeen, { process: parent, ticks, sockets }: Recorded): boolean {
  if (!isSameProgram(process.program, parent.program) || Number(process.startTime) < ticks) return false;
  if (process.parentPid === parent.pid && isRunning(parent)) return true;
  for (const socket of socketsOf(process.pid)) if (sockets.has(socket)) return true;
  return false;
}

/** The sockets that a process opened itself: `ssh` closes all but the first three descriptors when it starts. */
function socketsOf(pid: number): Set<string> {
  const found = new Set<string>();
  try {
    for (const name of readdirSync(`/proc/${pid}/fd`)) {
      const link = Number(name) > 2 ? linkOf(`/proc/${pid}/fd/${name}`) : "";
      if (link.startsWith("socket:")) found.add(link);
    }
  } catch {
    // The process has gone, or hides: it has no heir then.
  }
  return found;
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/** <fcntl.h> of every Linux but two that nobody sits at, as /proc/…/fdinfo prints it: octal. */
const O_NONBLOCK = 0o4000;

/**
 * True if that process waits for an answer over the socket of that number, and does nothing else meanwhile. `ssh` does so while it binds a
 * connection of its own making; one that it makes for the other side (`ssh -R`) never waits, from its beginning on.
 */
export function waitsAt(pid: number, socket: number): boolean {
  try {
    const link = `socket:[${socket}]`;
    const fd = readdirSync(`/proc/${pid}/fd`).find((name) => linkOf(`/proc/${pid}/fd/${name}`) === link);
    if (fd === undefined) return false;
    const [, flags] = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8")) ?? [];
    return flags !== undefined && (Number.parseInt(flags, 8) & O_NONBLOCK) === 0;
  } catch {
    return false;
  }
}

/** True for the system's own `ssh`: a program of the account may call itself so, but could not put itself there. */
export const isSsh = ({ program }: ProcessSeen): boolean => systemsPathOf(program, "ssh") !== undefined;
