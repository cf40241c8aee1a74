import type { Socket } from "node:net";

/** The process that opened a connection, as the kernel wrote it down when it did. */
export interface SocketPeer {
  readonly pid: number;
  readonly uid: number;
}

/** Says who is at the other end of a connection to a Unix socket; undefined where the kernel does not tell. */
export type SocketPeerOf = (socket: Socket) => SocketPeer | undefined;

/** Linux, <asm-generic/socket.h> and <bits/socket.h>: SO_PEERCRED fills struct ucred { pid, uid, gid }. */
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const UCRED_BYTES = 12;
const UID_OFFSET = 4;

/** Linux, <linux/prctl.h>. */
const PR_SET_DUMPABLE = 4;

/** The calls of the kernel that the keeper needs and Node has not: a library calls the C library's own. */
interface Kernel {
  readonly peerOf: SocketPeerOf;
  /**
   * Keeps other programs of the account out of this process's memory, environment and open files (proc(5), ptrace(2)): it signs by the
   * device key. It also leaves no core file behind.
   *
   * @returns false if the system did not do it
   */
  hideMemory(): boolean;
}

/** @returns undefined where that library or the system has them not */
export async function loadKernel(platform: NodeJS.Platform): Promise<Kernel | undefined> {
  if (platform !== "linux") return undefined;
  try {
    const { default: koffi } = await import("koffi");
    const library = koffi.load(null);
    const getsockopt = library.func("int getsockopt(int, int, int, _Out_ void *, _Inout_ uint32_t *)");
    const prctl = library.func("int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)");
    const peerOf: SocketPeerOf = (socket) => {
      const fd = descriptorOf(socket);
      if (fd === undefined) return undefined;
      const credentials = Buffer.alloc(UCRED_BYTES);
      const length = [UCRED_BYTES];
      if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length) !== 0 || length[0] !== UCRED_BYTES)
        return undefined;
      return { pid: credentials.readInt32LE(0), uid: credentials.readUInt32LE(UID_OFFSET) };
    };
    return { peerOf, hideMemory: () => prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) === 0 };
  } catch {
    return undefined; // its native part is not on every platform
  }
}

/** Node keeps the descriptor of a socket in its handle, on every system but Windows. */
function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  const fd: unknown = typeof handle === "object" && handle !== null ? Reflect.get(handle, "fd") : undefined;
  return typeof fd === "number" && fd >= 0 ? fd : undefined;
}
