import { chmod, rm, stat, unlink } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { posix } from "node:path";
import { systemCode } from "../../keys/key-file-error.ts";
import { ensurePrivateFolder } from "../../keys/private-folder.ts";
import { Problem } from "../../problems/problem.ts";
import type { World } from "../../world/world.ts";
import type { Elsewhere } from "../elsewhere/elsewhere.ts";
import type { SocketPeerOf } from "../socket-peer.ts";
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
  const folder = posix.join(place.folder, "container");
  const path = posix.join(folder, "keeper.sock");
  let serving: { close(): void } | undefined;
  const open = async (): Promise<string> => {
    await ensurePrivateFolder({ ...place, folder });
    serving ??= serveContainers(await listenAt(path), { ...parts, surroundings: world.surroundings });
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

async function listenAt(path: string): Promise<Server> {
  await unlink(path).catch((cause: unknown) => {
    if (systemCode(cause) !== "ENOENT") throw new Problem("keeper_unusable", undefined, { cause });
  });
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(new Problem("keeper_unusable", undefined, { cause })));
    server.listen({ path }, resolve);
  });
  await chmod(path, 0o600);
  return server;
}
