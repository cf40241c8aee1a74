import type { Socket } from "node:net";
import { askProgram, type Limits } from "./ask-program.ts";
import { type Endpoints, endpointsOf, plainAddress } from "./endpoints.ts";
import { forwarderOf } from "./forwarders.ts";
import { type OpenConnection, readLsofFields } from "./lsof-fields.ts";
import { type Peer, shownProcess, UNKNOWN } from "./peer.ts";

// The other end of a loopback connection on macOS (protocol §4.2), asked of lsof(8) and ps(1), which every macOS has. This
// was written from their manuals and not run on a Mac by us: the reading of lsof's fields is tested with the real lsof on
// Linux, the reading of ps with texts in its documented form. lsof is expected to take some 50–200 ms there, for it looks
// at every process of this account, and ps 10 ms.
//
// Without root, lsof sees only the processes of its own account, and among those none that changed accounts on their way
// (as sshd's sessions do). A process that it does not see stays unknown, and never counts as the same account.

const LSOF = "/usr/sbin/lsof";
const PS = "/bin/ps";
/** The extension waits three seconds for its answer (protocol §4.3). */
const LIMITS: Limits = { milliseconds: 1500, bytes: 262_144 };
/** lsof ends with 1 if nothing was found, and if something could not be looked at. */
const LSOF_EXIT_CODES = [0, 1];

export interface DarwinPrograms {
  readonly lsof: string;
  readonly ps: string;
}

/**
 * @param uid this process's account, `process.geteuid()`
 * @param programs their paths; Apple's unless given
 * @param limits of each of their answers
 */
export function darwinPeerCheck(
  uid: number,
  programs: DarwinPrograms = { lsof: LSOF, ps: PS },
  limits: Limits = LIMITS,
): (socket: Socket) => Promise<Peer> {
  return async (socket) => {
    const own = endpointsOf(socket);
    if (own === undefined) return UNKNOWN;
    // One port at every address is asked for, and the right connection is picked here.
    const args = ["-nP", "-w", "+c", "0", "-F", "pcufntT0", `-iTCP:${own.remotePort}`];
    const output = await askProgram(programs.lsof, args, limits, LSOF_EXIT_CODES);
    const holders = holdersOf(output === undefined ? undefined : readLsofFields(output), own);
    const [first] = holders;
    if (first === undefined) return UNKNOWN;
    // Several processes may share a socket: it is ours only if all of them are.
    if (holders.some((holder) => holder.uid !== uid)) return { account: "other", process: null, forwarded: "unknown" };
    const named = await Promise.all(holders.map(({ pid }) => executableOf(pid, programs.ps, limits)));
    return judge(named, first.command);
  };
}

/** The processes that have the other end of that connection open, whose addresses are these swapped. */
function holdersOf(connections: readonly OpenConnection[] | undefined, own: Endpoints): readonly OpenConnection[] {
  const isAt = (end: OpenConnection["local"], address: string, port: number): boolean =>
    end.port === port && plainAddress(end.address) === plainAddress(address);
  return (connections ?? []).filter(
    ({ local, remote }) =>
      isAt(local, own.remoteAddress, own.remotePort) && isAt(remote, own.localAddress, own.localPort),
  );
}

/** The executable of a process; undefined if ps does not say. */
async function executableOf(pid: number, ps: string, limits: Limits): Promise<Executable | undefined> {
  const [path, line] = await Promise.all(
    ["comm=", "args="].map((column) => askProgram(ps, ["-ww", "-p", String(pid), "-o", column], limits)),
  );
  return path === undefined || line === undefined ? undefined : readPs(path, line);
}

interface Executable {
  /**
   * The path or bare name by which it was started. A process may write another over it, so lsof's name, which is the
   * kernel's, counts too.
   */
  readonly path: string;
  /** The program's own name first. */
  readonly argv: readonly string[];
}

/**
 * Reads `ps -o comm=` and `ps -o args=` of one process. On macOS the first is its first argument, as a rule the
 * executable's path, which may hold blanks; the second is all of them with blanks between. Undefined if either is not
 * one line.
 */
export function readPs(path: string, line: string): Executable | undefined {
  const [shown, args] = [oneLine(path), oneLine(line)];
  if (shown === undefined || args === undefined) return undefined;
  const rest = args.startsWith(shown) ? args.slice(shown.length) : args.replace(/^\S+/, "");
  return { path: shown, argv: [shown, ...rest.trim().split(/\s+/).slice(0, 8)] };
}

function oneLine(text: string): string | undefined {
  const line = text.replace(/\n$/, "").trim();
  return line === "" || line.includes("\n") ? undefined : line;
}

function judge(named: readonly (Executable | undefined)[], command: string): Peer {
  const [first] = named;
  const forwarders = named.map((each) => (each === undefined ? undefined : forwarderOf(each.path, each.argv)));
  const forwarded = forwarders.some((each) => each !== null && each !== undefined) || forwarderOf(command, []) !== null;
  return {
    account: "same",
    process: shownProcess(first?.path ?? command),
    forwarded: forwarded ? "yes" : forwarders.includes(undefined) ? "unknown" : "no",
  };
}
