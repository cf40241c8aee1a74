import { readlinkSync } from "node:fs";
import type { Socket } from "node:net";

/** The process that opened a connection, as the kernel wrote it down when it did. */
export interface SocketPeer {
  readonly pid: number;
  readonly uid: number;
}

/** Says who is at the other end of a connection to a Unix socket; undefined where the kernel does not tell. */
export type SocketPeerOf = (socket: Socket) => SocketPeer | undefined;

/** The number of the socket at the other end of a connection, as /proc names it among its process's files; undefined if it has gone. */
export type FarEndOf = (socket: Socket) => number | undefined;

/** Linux, <asm-generic/socket.h> and <bits/socket.h>: SO_PEERCRED fills struct ucred { pid, uid, gid }. */
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const UCRED_BYTES = 12;
const UID_OFFSET = 4;

/** Linux, <linux/prctl.h>. */
const PR_SET_DUMPABLE = 4;

/** Linux, <linux/netlink.h>, <linux/sock_diag.h> and <linux/unix_diag.h>: what is known of one Unix socket, by its number. */
const AF_UNIX = 1;
const AF_NETLINK = 16;
const SOCK_STREAM = 1;
const SOCK_RAW = 3;
const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const UDIAG_SHOW_PEER = 4;
const UNIX_DIAG_PEER = 2;
const MSG_DONTWAIT = 0x40;
const HEADER_BYTES = 16;
const MESSAGE_BYTES = 16;

/** The calls of the kernel that the keeper needs and Node has not: a library calls the C library's own. */
interface Kernel {
  readonly peerOf: SocketPeerOf;
  /** Undefined where the system does not tell. */
  readonly farEndOf: FarEndOf | undefined;
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
    const open = library.func("int socket(int, int, int)");
    const openPair = library.func("int socketpair(int, int, int, _Out_ int *)");
    const send = library.func("long send(int, const void *, size_t, int)");
    const receive = library.func("long recv(int, _Out_ void *, size_t, int)");
    const close = library.func("int close(int)");
    const farEnd = (fd: number): number | undefined => {
      const number = numberOf(fd);
      const asking = number === undefined ? -1 : open(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
      if (number === undefined || asking < 0) return undefined;
      try {
        const question = peerQuestion(number);
        const answer = Buffer.alloc(512);
        if (send(asking, question, question.length, 0) !== question.length) return undefined;
        // the kernel has answered by now: it does so within the call that asks
        return peerIn(answer.subarray(0, Math.max(0, Number(receive(asking, answer, answer.length, MSG_DONTWAIT)))));
      } finally {
        close(asking);
      }
    };
    const farEndOf: FarEndOf = (socket) => {
      const fd = descriptorOf(socket);
      return fd === undefined ? undefined : farEnd(fd);
    };
    const tellsFarEnds = (): boolean => {
      const pair = [0, 0];
      if (openPair(AF_UNIX, SOCK_STREAM, 0, pair) !== 0) return false;
      const [one = -1, other = -1] = pair;
      const isTold = farEnd(one) === numberOf(other);
      close(one);
      close(other);
      return isTold;
    };
    return {
      peerOf,
      farEndOf: tellsFarEnds() ? farEndOf : undefined,
      hideMemory: () => prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) === 0,
    };
  } catch {
    return undefined; // its native part is not on every platform
  }
}

/** The number of the socket with that descriptor. */
function numberOf(fd: number): number | undefined {
  const [, number] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** sock_diag(7): struct nlmsghdr, and struct unix_diag_req. */
function peerQuestion(number: number): Buffer {
  const question = Buffer.alloc(HEADER_BYTES + 24);
  question.writeUInt32LE(question.length, 0);
  question.writeUInt16LE(SOCK_DIAG_BY_FAMILY, 4);
  question.writeUInt16LE(NLM_F_REQUEST, 6);
  question.writeUInt8(AF_UNIX, HEADER_BYTES);
  question.writeUInt32LE(0xffff_ffff, HEADER_BYTES + 4); // in every state
  question.writeUInt32LE(number, HEADER_BYTES + 8);
  question.writeUInt32LE(UDIAG_SHOW_PEER, HEADER_BYTES + 12);
  question.fill(0xff, HEADER_BYTES + 16); // of no other instance than that number's
  return question;
}

/** The peer in an answer: struct nlmsghdr, struct unix_diag_msg, and attributes, each with its length and its type (netlink(7)). */
function peerIn(answer: Buffer): number | undefined {
  if (answer.length < HEADER_BYTES + MESSAGE_BYTES || answer.readUInt16LE(4) !== SOCK_DIAG_BY_FAMILY) return undefined;
  for (let at = HEADER_BYTES + MESSAGE_BYTES; at + 8 <= answer.length; ) {
    const length = answer.readUInt16LE(at);
    if (answer.readUInt16LE(at + 2) === UNIX_DIAG_PEER && length === 8) return answer.readUInt32LE(at + 4);
    at += Math.max(4, (length + 3) & ~3);
  }
  return undefined;
}

/** Node keeps the descriptor of a socket in its handle, on every system but Windows. */
function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  const fd: unknown = typeof handle === "object" && handle !== null ? Reflect.get(handle, "fd") : undefined;
  return typeof fd === "number" && fd >= 0 ? fd : undefined;
}
