import { lstat } from "node:fs/promises";
import { createServer } from "node:net";
import { posix } from "node:path";
import { ensurePrivateFolder } from "../../keys/private-folder.ts";
import type { World } from "../../world/world.ts";
import { containerFolderIn, removeContainerFolder } from "../container-folder.ts";
import type { Elsewhere } from "../elsewhere/elsewhere.ts";
import type { SocketPeerOf } from "../kernel.ts";
import { listenAt } from "../listen.ts";
import type { Named } from "../process-times.ts";
import { serveContainers } from "./serve-containers.ts";

/** The socket for containers, which a person opens and closes. */
export interface ContainerSocket {
  /** @returns its path @throws Problem `keeper_unusable`; KeyFileError */
  open(): Promise<string>;
  /** Takes it away, and ends the logins that began there. */
  close(): Promise<void>;
  /** Stops listening, and leaves what the person wanted for the next keeper. */
  stop(): void;
  /** `failed` if the person wants it and it can't be there. */
  state(): "open" | "closed" | "failed";
}

interface Parts {
  readonly uid: number;
  readonly peerOf: SocketPeerOf;
  /** True of a process that an agent under a lease started. */
  readonly isAgents: (process: Named) => boolean;
  readonly elsewhere: Elsewhere;
}

/**
 * Listens for containers where the person has opened the socket for them. It lies in a folder of its own, because a container that was given a
 * file continues with that file when a new keeper has made another, and one that was given the folder sees the new one. The folder
 * stays, and says to the next keeper that the socket is wanted. A container that may write there can break this socket, and
 * nothing else of the keeper.
 */
export async function runContainers(world: World, parts: Parts): Promise<ContainerSocket> {
  const place = await world.place();
  const folder = containerFolderIn(place);
  const path = posix.join(folder, "keeper.sock");
  let serving: { close(): void; readonly file: string | undefined } | undefined;
  let isWanted = await isThere(folder);
  const stop = (): void => {
    serving?.close();
    serving = undefined;
  };
  const listen = async (): Promise<void> => {
    await ensurePrivateFolder({ ...place, folder });
    const server = createServer();
    const { close } = serveContainers(server, { ...parts, surroundings: world.surroundings, now: world.now });
    await listenAt(server, path);
    serving = { close, file: await fileAt(path) };
  };
  const open = async (): Promise<string> => {
    isWanted = true;
    // A container may have put something else there.
    if (serving !== undefined && serving.file === (await fileAt(path))) return path;
    stop();
    await listen().catch(async () => {
      await removeContainerFolder(place);
      await listen();
    });
    return path;
  };
  if (isWanted) await open().catch(() => undefined); // `status` tells the person
  return {
    open,
    close: async () => {
      isWanted = false;
      stop();
      await removeContainerFolder(place);
      await parts.elsewhere.end("container");
    },
    stop,
    state: () => (serving !== undefined ? "open" : isWanted ? "failed" : "closed"),
  };
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** It tells that file from every other one; undefined if there is no such file. */
const fileAt = (path: string): Promise<string | undefined> =>
  lstat(path).then(
    ({ dev, ino }) => `${dev} ${ino}`,
    () => undefined,
  );
