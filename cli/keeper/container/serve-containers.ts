import type { Server, Socket } from "node:net";
import { AGENT_EXTENSION } from "@nearside/shared/api/through-keeper.ts";
import { WireError } from "@nearside/shared/ssh/wire-reader.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { openInBrowser } from "../../browser/open.ts";
import { readFrames, writeFrame } from "../../channel/frames.ts";
import type { World } from "../../world/world.ts";
import { callerOf } from "../caller.ts";
import type { Elsewhere } from "../elsewhere/elsewhere.ts";
import type { SocketPeerOf } from "../kernel.ts";
import { EXTENSION_FAILURE, extensionAnswer, readExtension, readText } from "../ssh/agent-messages.ts";
import { type Container, containerOf, isRunning } from "./container-of.ts";

interface ContainerParts {
  readonly uid: number;
  readonly peerOf: SocketPeerOf;
  readonly elsewhere: Elsewhere;
  readonly surroundings: World["surroundings"];
}

/** The most connections at once. */
const MOST_CONNECTIONS = 32;
/** A name has as many characters as a statement takes. */
const LONGEST_NAME = 255;

type Calls = ReturnType<Elsewhere["connect"]>;

/**
 * Answers command lines in containers at one listening socket, until that is closed (protocol §10.6). It takes the messages of a login and
 * nothing else, in the frames in which a host reached by SSH sends them. A caller in no container is refused: a program of the
 * machine itself has the machine's own way.
 */
export function serveContainers(server: Server, parts: ContainerParts): { close(): void } {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => undefined);
    if (open.size >= MOST_CONNECTIONS) return void socket.destroy();
    open.add(socket);
    const peer = parts.peerOf(socket);
    const caller = peer === undefined ? undefined : callerOf(peer, parts.uid);
    const container = caller === undefined ? undefined : containerOf(caller);
    const calls = container === undefined ? NOWHERE : connectFrom(container, parts);
    socket.once("close", () => {
      open.delete(socket);
      calls.gone();
    });
    void serve(socket, calls)
      .catch(() => undefined)
      .finally(() => socket.destroy());
  });
  return {
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

const NOWHERE: Calls = { answer: async () => '{"refused":"place_unknown"}', gone: () => undefined };

const connectFrom = (container: Container, { elsewhere, surroundings: { platform, env } }: ContainerParts): Calls => {
  const { id, runtime, since, name } = container;
  return elsewhere.connect({
    kind: "container",
    session: `container ${id} ${container.init.pid} ${container.init.startTime}`,
    behind: "",
    place: async () => ({
      kind: "container",
      id,
      runtime,
      since,
      claimed_name: name === null ? null : neutralise(name, LONGEST_NAME),
    }),
    isOpen: () => isRunning(container),
    openPage: (url, browser) => void openInBrowser(url, { platform, env, browser }).catch(() => undefined),
  });
};

async function serve(socket: Socket, calls: Calls): Promise<void> {
  for await (const message of readFrames(socket)) await writeFrame(socket, await answerTo(message, calls));
}

async function answerTo(message: Buffer, calls: Calls): Promise<Uint8Array> {
  try {
    const extension = readExtension(message);
    if (extension?.name !== AGENT_EXTENSION) return EXTENSION_FAILURE;
    return extensionAnswer(await calls.answer(readText(extension.content)));
  } catch (error) {
    if (error instanceof WireError) return EXTENSION_FAILURE;
    throw error;
  }
}
