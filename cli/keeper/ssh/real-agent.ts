import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { posix } from "node:path";
import { readFrames, writeFrame } from "../../channel/frames.ts";

/** The person's own agent, as one connection of `ssh` reaches it through the keeper. */
export interface RealAgent {
  /** Passes one message on, byte for byte. @returns its answer; undefined if it does not answer */
  ask(message: Uint8Array): Promise<Buffer | undefined>;
  close(): void;
}

/** The environment of a process of this account; empty if it hides. */
export function environmentOf(pid: number): Readonly<Record<string, string>> {
  try {
    const pairs = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return Object.fromEntries(
      pairs.flatMap((pair) => {
        const at = pair.indexOf("=");
        return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)]] : [];
      }),
    );
  } catch {
    return {};
  }
}

/**
 * The person's own agent. It is looked for with the first message that is passed on.
 *
 * @param find its socket's path
 * @param own folder of the keeper's sockets, which are no agents of the person
 */
export function openRealAgent(find: () => Promise<string | undefined>, own: string): RealAgent {
  let opened: Promise<{ readonly socket: Socket; readonly answers: AsyncGenerator<Buffer> } | undefined> | undefined;
  const open = async () => {
    const path = await find();
    if (path === undefined || !posix.isAbsolute(path) || posix.dirname(path) === own) return undefined;
    const socket = await connected(path);
    return socket === undefined ? undefined : { socket, answers: readFrames(socket) };
  };
  return {
    ask: async (message) => {
      opened ??= open();
      const agent = await opened;
      if (agent === undefined) return undefined;
      await writeFrame(agent.socket, message);
      try {
        const { value, done } = await agent.answers.next();
        return done === true ? undefined : value;
      } catch {
        return undefined;
      }
    },
    close: () => void opened?.then((agent) => agent?.socket.destroy()),
  };
}

function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on("error", () => resolve(undefined));
    socket.once("connect", () => resolve(socket));
  });
}
