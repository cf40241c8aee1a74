import type { Server, Socket } from "node:net";
import type { HelloAnswer } from "@nearside/shared/api/loopback.ts";
import * as v from "valibot";
import { endWithin, readLines, writeLine } from "../doorway/lines.ts";
import { type Call, callSchema, fromWaitingSchema, type KeeperStatus, type Refusal } from "../doorway/messages.ts";
import { shownProcess } from "../peer/peer.ts";
import { type Caller, callerOf, processOf } from "./caller.ts";
import type { ContainerSocket } from "./container/run-containers.ts";
import type { SocketPeerOf } from "./kernel.ts";
import type { Leases, LeaseTree } from "./lease/leases.ts";
import { answerLeaseCall, serveAsking, serveFetch } from "./lease/serve-leases.ts";
import { type OwnHost, refusalFor } from "./may-call.ts";
import type { Standings } from "./standings.ts";
import type { WaitingLogin, WaitingLogins } from "./waiting-logins.ts";

/** The keeper is made of these. */
interface KeeperParts {
  readonly uid: number;
  readonly peerOf: SocketPeerOf;
  readonly host: OwnHost;
  readonly logins: WaitingLogins;
  readonly containers: ContainerSocket;
  readonly leases: Leases;
  /** The servers' view of this account's enrolments. */
  readonly standings: Standings;
  readonly status: (waiting: number) => Promise<KeeperStatus>;
  /** Ends the keeper: somebody of this account asked for it. */
  readonly stop: () => void;
}

/** The most callers at once, and those of one process. A command line that waits is one of them. */
const MOST_CALLERS = 128;
const MOST_OF_ONE = 16;
/** Agents have so many of these places together, and those of one tree of processes so many: their person can always call. */
const MOST_OF_AGENTS = 64;
const MOST_OF_TREE = 32;
/** The first line of a call is sent at once, and comes whole within this time. Milliseconds. */
const FIRST_LINE_WITHIN = 2000;
/** A command line answers a hello within the time that an extension waits for it. Milliseconds. */
const ANSWER_WITHIN = 3000;

/** Answers the callers of one listening socket, until that is closed. */
export function serveCallers(server: Server, parts: KeeperParts): { close(): void } {
  const open = new Map<Socket, Place>();
  const serving: Serving = { ...parts, server };
  parts.standings.onEnd(parts.logins.end);
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => undefined);
    // Asked first: a process that has gone by the time of its first line is nobody. Who may call nothing takes no place.
    const peer = parts.peerOf(socket);
    const caller = peer === undefined ? undefined : callerOf(peer, parts.uid);
    if (caller === undefined) return turnAway(socket, "caller_unknown");
    if (caller.account !== "same") return turnAway(socket, "other_account");
    if (!caller.isHere) return turnAway(socket, "other_namespace");
    const taken = [...open.values()];
    const ofOne = taken.filter(({ pid }) => pid === caller.pid).length;
    if (taken.length >= MOST_CALLERS || ofOne >= MOST_OF_ONE) return turnAway(socket, "busy");
    const kin = parts.leases.kinOf(caller);
    const agent = agentOf(kin);
    const agents = agent === undefined ? [] : taken.filter((each) => each.agent !== undefined);
    const ofTree = agents.filter((each) => each.agent === agent).length;
    if (agents.length >= MOST_OF_AGENTS || ofTree >= MOST_OF_TREE) return turnAway(socket, "busy");
    open.set(socket, { pid: caller.pid, agent });
    socket.once("close", () => open.delete(socket));
    void answerCall(socket, { ...caller, kin }, serving).catch(() => socket.destroy());
  });
  return {
    close: () => {
      server.close();
      for (const socket of open.keys()) socket.destroy();
    },
  };
}

/** A caller's place, and whose: that of a tree of processes, or of those whose tree can't be told; undefined if it is the person's. */
interface Place {
  readonly pid: number;
  readonly agent: LeaseTree | "unclear" | undefined;
}

type Kin = ReturnType<Leases["kinOf"]>;

const agentOf = (kin: Kin): Place["agent"] => {
  if (kin === "outside") return undefined;
  return kin === "unclear" ? kin : kin.tree;
};

interface Serving extends KeeperParts {
  /** The socket at which callers arrive. */
  readonly server: Server;
}

/** A process that has called, and how it related to the leases then. */
interface Judged extends Caller {
  readonly kin: Kin;
}

const turnAway = (socket: Socket, refused: Refusal): void => answer(socket, { refused });

async function answerCall(socket: Socket, caller: Judged, serving: Serving): Promise<void> {
  const lines = readLines(socket);
  const call = await firstCall(socket, lines);
  if (call === undefined) return turnAway(socket, "malformed");
  const { leases } = serving;
  // A caller that was an agent as it called is one still, whatever has ended since. One that was not may have become one.
  const kin = caller.kin === "outside" ? leases.kinOf(caller) : caller.kin;
  const tree = typeof kin === "object" ? kin.tree : undefined;
  const refused = refusalFor(call.verb, caller, serving.host, () => (typeof kin === "object" ? "inside" : kin));
  if (refused !== undefined) return turnAway(socket, refused);
  const asked = { serving, caller, lines };
  switch (call.verb) {
    case "status":
      return answer(socket, await serving.status(serving.logins.count()));
    case "stop":
      serving.server.close(); // systemd holds those that call from now on for the next keeper
      return answer(socket, { stopping: true }, serving.stop);
    case "container_socket":
      return answer(socket, { container_socket: await changeSocket(serving.containers, call.wanted) });
    case "hello":
      return meetWaiting(socket, call, asked);
    case "await_hello":
      return waitForHellos(socket, call, asked);
    case "lease_begin":
    case "lease_more":
      return serveAsking(socket, leases, call, { caller, tree, lines });
    case "lease_fetch":
      return serveFetch(socket, leases, call, { tree });
    default:
      return answer(socket, await answerLeaseCall(leases, call, { tree }));
  }
}

async function changeSocket(containers: ContainerSocket, isWanted: boolean): Promise<string | null> {
  if (isWanted) return containers.open();
  await containers.close();
  return null;
}

/** A caller that was answered goes at once. Milliseconds. */
const GONE_WITHIN = 1000;

/** Answers a call, and ends it. */
function answer(socket: Socket, value: object, then?: () => void): void {
  writeLine(socket, value);
  void endWithin(socket, GONE_WITHIN).then(then);
}

/** @returns undefined if what came first is no call */
async function firstCall(socket: Socket, lines: AsyncGenerator<unknown>): Promise<Call | undefined> {
  const late = setTimeout(() => socket.destroy(), FIRST_LINE_WITHIN);
  try {
    const { value, done } = await lines.next();
    const call = v.safeParse(callSchema, value);
    return done !== true && call.success ? call.output : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(late);
  }
}

interface Asked {
  readonly serving: KeeperParts;
  readonly caller: Caller;
  readonly lines: AsyncGenerator<unknown>;
}

type CallOf<V extends Call["verb"]> = Extract<Call, { verb: V }>;

async function meetWaiting(socket: Socket, { body }: CallOf<"hello">, { serving, caller }: Asked): Promise<void> {
  const browser = processOf(caller.parentPid);
  if (browser === undefined) return turnAway(socket, "not_a_browser");
  const met = await serving.logins.meet(body, { process: shownProcess(browser.program.claimedPath) });
  return met === undefined ? turnAway(socket, "nobody_waits") : answer(socket, met);
}

/** Hands hellos to a command line for as long as it keeps its connection. */
async function waitForHellos(
  socket: Socket,
  { request, machine }: CallOf<"await_hello">,
  { serving: { logins, standings }, lines }: Asked,
): Promise<void> {
  if (!standings.serves(machine)) return turnAway(socket, "not_active");
  const asked = new Map<number, (answer: HelloAnswer | null) => void>();
  let last = 0;
  const login: WaitingLogin = {
    request,
    machine,
    end: () => void socket.destroy(),
    meet: (hello, browser) =>
      new Promise((resolve) => {
        const id = ++last;
        const end = (given: HelloAnswer | null): void => {
          clearTimeout(late);
          asked.delete(id);
          resolve(given);
        };
        const late = setTimeout(end, ANSWER_WITHIN, null);
        asked.set(id, end);
        writeLine(socket, { hello, id, browser });
      }),
  };
  if (!logins.add(login)) return turnAway(socket, "busy");
  try {
    writeLine(socket, { awaiting: true });
    for await (const line of lines) {
      const said = v.parse(fromWaitingSchema, line);
      asked.get(said.id)?.(said.answer);
    }
  } finally {
    logins.remove(login);
    for (const end of asked.values()) end(null);
    socket.destroy();
  }
}
