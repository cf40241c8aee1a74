import type { Socket } from "node:net";
import { neutralise } from "@nearside/shared/text/neutralise.ts";

/** The process at the other end of a connection to the listener (protocol §4.2, §4.3 `peer`). */
export interface Peer {
  /** The account that it runs under, compared with that of this process. */
  readonly account: "same" | "other" | "unknown";
  /** Its executable, neutralised and at most 255 UTF-16 units long. */
  readonly process: string | null;
  /** `yes` if it is known to carry ports to or from elsewhere. */
  readonly forwarded: "no" | "yes" | "unknown";
}

/** Asks the system who the peer is, while the connection is open. Throws nothing. */
export interface PeerOf {
  (socket: Socket): Promise<Peer>;
  /** Starts what the first question would wait for. It is called as soon as a browser may come. */
  readonly warm?: () => void;
}

/** The system says nothing of this peer, or nothing that can be read. */
export const UNKNOWN: Peer = { account: "unknown", process: null, forwarded: "unknown" };

/** Cap of `peer.process` in the presence proof (protocol §4.3), in UTF-16 units. */
const PROCESS_CAP = 255;

/** An executable as `peer.process` shows it: an attacker can name a program as they like. */
export const shownProcess = (executable: string): string => neutralise(executable, PROCESS_CAP);
