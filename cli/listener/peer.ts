import type { Socket } from "node:net";
import { linuxPeerCheck } from "./peer-linux.ts";

/** Who is at the other end of a connection to the listener (protocol §4.2, §4.3 `peer`). */
export interface Peer {
  /** Whether it runs under the account of this process. */
  readonly account: "same" | "other" | "unknown";
  /** Its executable, neutralised and at most 255 UTF-16 units long. */
  readonly process: string | null;
  /** Whether it is known to carry ports to or from elsewhere. */
  readonly forwarded: "no" | "yes" | "unknown";
}

/** Asks the system who the peer is. Only while the connection is open; throws nothing. */
export type PeerOf = (socket: Socket) => Promise<Peer>;

/**
 * The peer check of this platform. Where the system can't be asked, everything is unknown; what that is worth, policy decides.
 * @param uid `process.geteuid()`; undefined where accounts have no numbers
 */
export function createPeerCheck(platform: NodeJS.Platform, uid: number | undefined): PeerOf {
  if (platform === "linux" && uid !== undefined) return linuxPeerCheck(uid);
  return async () => ({ account: "unknown", process: null, forwarded: "unknown" });
}
