import type { Server, Socket } from "node:net";
import { AGENT_EXTENSION } from "@nearside/shared/api/through-keeper.ts";
import { WireError } from "@nearside/shared/ssh/wire-reader.ts";
import {
  EXTENSION_FAILURE,
  extensionAnswer,
  FAILURE,
  MESSAGE,
  NO_IDENTITIES,
  readExtension,
  readText,
  SESSION_BIND,
  SUCCESS,
} from "../../channel/agent-messages.ts";
import { readFrames, writeFrame } from "../../channel/frames.ts";
import { type Caller, callerOf, type ProcessSeen } from "../caller.ts";
import type { FarEndOf, SocketPeerOf } from "../kernel.ts";
import type { Named } from "../process-times.ts";
import { Chain, type OwnConfiguration } from "./chain.ts";
import { isSsh, type OwnSessions, waitsAt } from "./own-sessions.ts";
import { openRealAgent, type RealAgent } from "./real-agent.ts";

/** Answers what a host says over its session. */
interface HostCalls {
  /** @returns the answer as text, or undefined if the message is not ours */
  answer(text: string): Promise<string | undefined>;
  /** The connection over which the host spoke has gone. */
  gone(): void;
}

export interface SshParts {
  readonly uid: number;
  readonly peerOf: SocketPeerOf;
  readonly farEndOf: FarEndOf;
  /** True of a process that an agent under a lease started. */
  readonly isAgents: (process: Named) => boolean;
  readonly sessions: OwnSessions;
  readonly now: () => number;
  /** The folder of the keeper's own sockets. */
  readonly folder: string;
  /** True for the socket of those hosts that may use the person's keys, as with any forwarded agent. */
  readonly forwardsKeys: boolean;
  readonly ownConfiguration: OwnConfiguration;
  /** The socket of the person's own agent, for that `ssh`. */
  readonly agentOf: (ssh: ProcessSeen) => Promise<string | undefined>;
  /** A host speaks over a session of this account's own `ssh`. */
  readonly host: (chain: NonNullable<Chain["forwarded"]>) => HostCalls;
}

/** The most connections at once, and those of one `ssh`: a host opens as many as it likes. */
const MOST_CONNECTIONS = 256;
const MOST_OF_ONE = 32;

/** Answers `ssh` at one listening socket, as its agent, until that is closed. */
export function serveSsh(server: Server, parts: SshParts): { close(): void } {
  const open = new Map<Socket, number>();
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => undefined);
    const peer = parts.peerOf(socket);
    const caller = peer === undefined ? undefined : callerOf(peer, parts.uid);
    const ofOne = [...open.values()].filter((pid) => pid === caller?.pid).length;
    const isOurs = caller?.account === "same" && caller.isHere && isSsh(caller);
    if (!isOurs || open.size >= MOST_CONNECTIONS || ofOne >= MOST_OF_ONE) return void socket.destroy();
    open.set(socket, caller.pid);
    socket.once("close", () => open.delete(socket));
    void serveConnection(socket, caller, parts)
      .catch(() => undefined)
      .finally(() => socket.destroy());
  });
  return {
    close: () => {
      server.close();
      for (const socket of open.keys()) socket.destroy();
    },
  };
}

interface Connection {
  readonly caller: Caller;
  readonly chain: Chain;
  readonly agent: RealAgent;
  readonly parts: SshParts;
  /** Made with the first message of the host. */
  host: HostCalls | undefined;
}

async function serveConnection(socket: Socket, caller: Caller, parts: SshParts): Promise<void> {
  const waits = (): boolean => {
    const farEnd = parts.farEndOf(socket);
    return farEnd !== undefined && waitsAt(caller.pid, farEnd);
  };
  const connection: Connection = {
    caller,
    chain: new Chain(caller, parts.sessions, parts.ownConfiguration, waits),
    agent: openRealAgent(() => parts.agentOf(caller), parts.folder),
    parts,
    host: undefined,
  };
  // A host's connection may wait for an answer when it goes.
  socket.once("close", () => connection.host?.gone());
  try {
    // One after the other: the next message waits for the answer to this one (RFC 9987 §3).
    for await (const message of readFrames(socket)) await writeFrame(socket, await answerTo(message, connection));
  } finally {
    connection.agent.close();
  }
}

async function answerTo(message: Buffer, connection: Connection): Promise<Uint8Array> {
  const { caller, chain, agent, parts } = connection;
  const extension = readExtension(message);
  if (parts.isAgents(caller))
    return extension?.name === AGENT_EXTENSION ? extensionAnswer(AGENTS) : withoutAgent(message);
  if (extension?.name === SESSION_BIND) {
    if (!(await chain.bind(extension.content, parts.now()))) return EXTENSION_FAILURE;
    // The person's own agent has rules of its own for hosts (ssh-add -h).
    if (mayUseKeys(connection)) await agent.ask(message);
    return SUCCESS;
  }
  chain.settle();
  if (extension?.name === AGENT_EXTENSION) return answerHost(extension.content, connection);
  if (mayUseKeys(connection)) return (await agent.ask(message)) ?? withoutAgent(message);
  return withoutAgent(message);
}

/** `ssh` itself may, for its own sign-in; a host may where the person said so. */
const mayUseKeys = ({ chain, parts }: Connection): boolean =>
  chain.isOwnAuthentication || (parts.forwardsKeys && chain.forwarded !== undefined);

const withoutAgent = (message: Buffer): Uint8Array =>
  message[0] === MESSAGE.requestIdentities ? NO_IDENTITIES : FAILURE;

/**
 * An agent does not act as its person by way of a host either (protocol §12). Nothing of its `ssh` is looked at: to ask what that is configured to do
 * would run programs that the agent has written, as children of the keeper.
 */
const AGENTS = JSON.stringify({ refused: "inside_a_lease" });

async function answerHost(content: Buffer, connection: Connection): Promise<Uint8Array> {
  const { chain, parts } = connection;
  const { forwarded } = chain;
  if (forwarded === undefined) return EXTENSION_FAILURE;
  connection.host ??= parts.host(forwarded);
  try {
    const answer = await connection.host.answer(readText(content));
    return answer === undefined ? EXTENSION_FAILURE : extensionAnswer(answer);
  } catch (error) {
    if (error instanceof WireError) return EXTENSION_FAILURE;
    throw error;
  }
}
