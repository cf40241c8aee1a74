import type { Socket } from "node:net";
import { darwinPeerCheck } from "./peer-darwin.ts";
import { linuxPeerCheck } from "./peer-linux.ts";
import { UNKNOWN } from "./peer-shown.ts";
import { windowsPeerCheck } from "./peer-windows.ts";
import { powershellIn } from "./powershell.ts";

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
export interface PeerOf {
  (socket: Socket): Promise<Peer>;
  /** Starts what the first question would wait for. Called as soon as somebody may come. */
  readonly warm?: () => void;
}

/**
 * The peer check of this platform. Where the system can't be asked, everything is unknown; what that is worth, policy decides.
 * @param uid `process.geteuid()`; undefined where accounts have no numbers
 * @param env this process's environment: where Windows lies
 */
export function createPeerCheck(
  platform: NodeJS.Platform,
  uid: number | undefined,
  env: Readonly<Record<string, string | undefined>> = {},
): PeerOf {
  if (platform === "linux" && uid !== undefined) return linuxPeerCheck(uid);
  if (platform === "darwin" && uid !== undefined) return darwinPeerCheck(uid);
  if (platform === "win32") return windowsPeerCheck(powershellIn(env["SystemRoot"]));
  return async () => UNKNOWN;
}
