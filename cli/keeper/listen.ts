import { unlink } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { umask } from "node:process";
import { callKeeper } from "../doorway/call-keeper.ts";
import type { Doorway } from "../doorway/doorway.ts";
import { systemCode } from "../keys/key-file-error.ts";
import { type LockPlace, withLock } from "../keys/lock.ts";
import { ensurePrivateFolder } from "../keys/private-folder.ts";
import { Problem } from "../problems/problem.ts";
import type { Waiting } from "../waiting.ts";

/** The first descriptor that systemd passes (sd_listen_fds(3)). */
const FIRST_PASSED = 3;

/** True if systemd passed its socket to this very process. */
export const isActivated = (env: Readonly<Record<string, string | undefined>>, pid: number): boolean =>
  env["LISTEN_PID"] === String(pid) && env["LISTEN_FDS"] === "1";

/**
 * Listens on the socket of this account's keeper: on the one that systemd holds, or on one of its own, in a folder that only
 * this account may enter. A socket that a keeper left behind when it crashed is replaced.
 *
 * @throws Problem `keeper_running`, `keeper_unusable`; KeyFileError
 */
export async function listenOnDoorway(
  doorway: Doorway,
  place: LockPlace,
  waiting: Waiting,
  activated: boolean,
): Promise<HeldServer> {
  const server = createServer();
  const held = { server, ...holdCallers(server) };
  if (activated) {
    await listening(server, { fd: FIRST_PASSED });
    return held;
  }
  await ensurePrivateFolder({ ...place, folder: doorway.folder });
  // Two that start at once would each take the other's socket for a left one.
  return withLock({ ...place, folder: doorway.folder }, "keeper", waiting, async () => {
    const other = await callKeeper(doorway, { verb: "status" });
    if (other !== undefined) {
      other.socket.destroy();
      throw new Problem("keeper_running");
    }
    await listenAt(server, doorway.socket);
    return held;
  });
}

/** A socket for this account alone. */
const MASK = 0o177;

/**
 * Listens at a path in a folder that only this account may enter. What a keeper left there when it crashed is replaced.
 *
 * @throws Problem `keeper_unusable`
 */
export async function listenAt(server: Server, path: string): Promise<void> {
  await unlink(path).catch((cause: unknown) => {
    if (systemCode(cause) !== "ENOENT") throw new Problem("keeper_unusable", undefined, { cause });
  });
  // Its mode is there from the beginning: what is changed by its name could be another file by then, where a container may write.
  const before = umask(MASK);
  const listens = listening(server, { path });
  umask(before);
  await listens;
}

/** A server whose callers wait until it is released: systemd hands the first one over at once, and the keeper has more to begin. */
interface HeldServer {
  readonly server: Server;
  /** Hands over those that waited. To be called once something answers connections. */
  release(): void;
  /** Listens no longer, and turns away those that still wait. */
  close(): void;
}

function holdCallers(server: Server): Omit<HeldServer, "server"> {
  const held: Socket[] = [];
  const hold = (socket: Socket): void => {
    socket.on("error", () => undefined);
    held.push(socket);
  };
  server.on("connection", hold);
  return {
    release: () => {
      server.off("connection", hold);
      for (const socket of held.splice(0)) server.emit("connection", socket);
    },
    close: () => {
      server.close();
      for (const socket of held.splice(0)) socket.destroy();
    },
  };
}

function listening(server: Server, at: { readonly fd: number } | { readonly path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(new Problem("keeper_unusable", undefined, { cause })));
    server.listen(at, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}
