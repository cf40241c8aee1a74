import type { Server, Socket } from "node:net";
import { AGENT_EXTENSION } from "@nearside/shared/api/through-keeper.ts";
import { WireError } from "@nearside/shared/ssh/wire-reader.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { openInBrowser } from "../../browser/open.ts";
import { EXTENSION_FAILURE, extensionAnswer, readExtension, readText } from "../../channel/agent-messages.ts";
import { readFrames, writeFrame } from "../../channel/frames.ts";
import type { World } from "../../world/world.ts";
import { callerOf } from "../caller.ts";
import type { Elsewhere } from "../elsewhere/elsewhere.ts";
import type { SocketPeerOf } from "../kernel.ts";
import { isRunning, type Named } from "../process-times.ts";
import { type Container, containerAt, type Whereabouts, whereaboutsOf } from "./container-of.ts";

interface ContainerParts {
  readonly uid: number;
  readonly peerOf: SocketPeerOf;
  readonly isAgents: (process: Named) => boolean;
  readonly elsewhere: Elsewhere;
  readonly surroundings: World["surroundings"];
  readonly now: World["now"];
}

/** The most connections at once, and those of one container: another one's must have room too. */
const MOST_CONNECTIONS = 64;
const MOST_OF_ONE = 8;
/** The most containers at once, and looks at the machine's processes for a new one within that time. Milliseconds. */
const MOST_CONTAINERS = 32;
const MOST_LOOKS = 30;
const LOOKS_WITHIN = 10_000;
/** The most containers at once that no engine has named. */
const MOST_UNNAMED = 16;
/** The first message is sent at once. Milliseconds. */
const FIRST_WITHIN = 2000;
/** A name has as many characters as a statement takes. */
const LONGEST_NAME = 255;

type Calls = ReturnType<Elsewhere["connect"]>;

/**
 * Answers command lines in containers at one listening socket, until that is closed (protocol §10.6). It takes the messages of a login and
 * nothing else, in the frames in which a host reached by SSH sends them. A caller in no container is refused: a program of the
 * machine itself has the machine's own way.
 */
export function serveContainers(server: Server, parts: ContainerParts): { close(): void } {
  const open = new Map<Socket, string | undefined>();
  const known = createContainers(parts);
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => undefined);
    if (open.size >= MOST_CONNECTIONS) return void socket.destroy();
    const peer = parts.peerOf(socket);
    const caller = peer === undefined ? undefined : callerOf(peer, parts.uid);
    const whereabouts = caller === undefined ? undefined : whereaboutsOf(caller);
    const ofOne = [...open.values()].filter((key) => key === whereabouts?.key).length;
    if (ofOne >= MOST_OF_ONE) return void socket.destroy();
    open.set(socket, whereabouts?.key);
    const container = whereabouts === undefined ? undefined : known.at(whereabouts);
    const isAgents = caller !== undefined && parts.isAgents(caller);
    const calls = container === undefined ? NOWHERE : isAgents ? OF_AGENT : connectFrom(container, parts);
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
      for (const socket of open.keys()) socket.destroy();
    },
  };
}

const refusing = (refused: "inside_a_lease" | "place_unknown"): Calls => ({
  answer: async () => JSON.stringify({ refused }),
  gone: () => undefined,
});
const NOWHERE = refusing("place_unknown");
const OF_AGENT = refusing("inside_a_lease");

/** The containers that called, each looked for once: a look reads every process of the machine, and a container calls as often as it likes. */
function createContainers({ now }: Pick<ContainerParts, "now">): {
  at(whereabouts: Whereabouts): Container | undefined;
} {
  const known = new Map<string, Container>();
  let looks: readonly number[] = [];
  return {
    at: (whereabouts) => {
      const found = known.get(whereabouts.key);
      if (found !== undefined && isRunning(found.init)) return found;
      for (const [key, { init }] of known) if (!isRunning(init)) known.delete(key);
      looks = looks.filter((at) => Math.abs(now() - at) < LOOKS_WITHIN);
      const unnamed = [...known.values()].filter(({ runtime }) => runtime === null).length;
      if (known.size >= MOST_CONTAINERS || (whereabouts.engine === undefined && unnamed >= MOST_UNNAMED))
        return undefined;
      if (looks.length >= MOST_LOOKS) return undefined;
      looks = [...looks, now()];
      const container = containerAt(whereabouts);
      if (container !== undefined) known.set(container.key, container);
      return container;
    },
  };
}

const connectFrom = (container: Container, { elsewhere, surroundings: { platform, env } }: ContainerParts): Calls => {
  const { key, id, runtime, since, name, init } = container;
  return elsewhere.connect({
    kind: "container",
    isNamed: runtime !== null,
    session: `container ${key} ${init.pid} ${init.startTime}`,
    behind: "",
    place: async () => ({
      kind: "container",
      id,
      runtime,
      since,
      claimed_name: name === null ? null : neutralise(name, LONGEST_NAME),
    }),
    isOpen: () => isRunning(init),
    openPage: (url, browser) => void openInBrowser(url, { platform, env, browser }).catch(() => undefined),
  });
};

async function serve(socket: Socket, calls: Calls): Promise<void> {
  const late = setTimeout(() => socket.destroy(), FIRST_WITHIN);
  try {
    for await (const message of readFrames(socket)) {
      clearTimeout(late);
      await writeFrame(socket, await answerTo(message, calls));
    }
  } finally {
    clearTimeout(late);
  }
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
