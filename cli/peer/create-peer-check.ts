import { type PeerOf, UNKNOWN } from "./peer.ts";
import { darwinPeerCheck } from "./peer-darwin.ts";
import { linuxPeerCheck } from "./peer-linux.ts";
import { windowsPeerCheck } from "./peer-windows.ts";
import { powershellIn } from "./powershell.ts";
import { WINDOWS_OWNER_SCRIPT } from "./windows-owner-script.ts";

/**
 * The peer check of this platform. If the system can't be asked, everything is unknown, and policy decides what that
 * is worth.
 *
 * @param uid `process.geteuid()`; undefined if accounts have no numbers
 * @param env this process's environment, which says where Windows lies
 */
export function createPeerCheck(
  platform: NodeJS.Platform,
  uid: number | undefined,
  env: Readonly<Record<string, string | undefined>> = {},
): PeerOf {
  if (platform === "linux" && uid !== undefined) return linuxPeerCheck(uid);
  if (platform === "darwin" && uid !== undefined) return darwinPeerCheck(uid);
  if (platform === "win32") return windowsPeerCheck(powershellIn(env["SystemRoot"], WINDOWS_OWNER_SCRIPT));
  return async () => UNKNOWN;
}
