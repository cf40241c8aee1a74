import { rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { posix } from "node:path";
import { ensurePrivateFolder } from "../../keys/private-folder.ts";
import type { World } from "../../world/world.ts";
import { containerFolderIn } from "../container-folder.ts";
import type { Elsewhere } from "../elsewhere/elsewhere.ts";
import type { SocketPeerOf } from "../kernel.ts";
import { listenAt } from "../listen.ts";
import { serveContainers } from "./serve-containers.ts";

/** The socket for containers, which a person opens and closes. */
export interface ContainerSocket {
  /** @returns its path @throws Problem `keeper_unusable`; KeyFileError */
  open(): Promise<string>;
  /** Takes it away. Logins that began there end with their containers, or now. */
  close(): Promise<void>;
  /** Stops listening, and leaves what the person wanted for the next keeper. */
  stop(): void;
}

interface Parts {
  readonly uid: number;
  readonly peerOf: SocketPeerOf;
  readonly elsewhere: Elsewhere;
}

/**
 * Listens for containers where the person has opened the socket for them. It lies in a folder of its own, because a container that was given a
 * file goes on with that file when a new keeper has made another, and one that was given the folder sees the new one. The folder
 * stays, and says to the next keeper that the socket is wanted.
 */
export async function runContainers(world: World, parts: Parts): Promise<ContainerSocket> {
  const place = await world.place();
  const folder = containerFolderIn(place);
  const path = posix.join(folder, "keeper.sock");
  let serving: { close(): void } | undefined;
  const open = async (): Promise<string> => {
    await ensurePrivateFolder({ ...place, folder });
    if (serving !== undefined) return path;
    const server = createServer();
    const served = serveContainers(server, { ...parts, surroundings: world.surroundings });
    await listenAt(server, path);
    serving = served;
    return path;
  };
  const stop = (): void => {
    serving?.close();
    serving = undefined;
  };
  if (await isFolder(folder)) await open();
  return {
    open,
    close: async () => {
      stop();
      await rm(folder, { recursive: true, force: true });
    },
    stop,
  };
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
