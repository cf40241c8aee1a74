import { posix } from "node:path";
import { stateFolder } from "../keys/state-folder.ts";

/** The keeper's socket, in a folder of its own that only this account may enter; and that account. */
export interface Doorway {
  readonly folder: string;
  readonly socket: string;
  readonly uid: number;
}

/** sockaddr_un has 108 bytes on Linux and 104 on macOS, the last of them 0. */
const LONGEST_PATH = 103;

/**
 * The place of the keeper's socket: in the account's runtime folder, which the system empties when it starts, else below
 * the folder of keys. A folder of keys of one's own (NEARSIDE_HOME) has a keeper of its own.
 *
 * @returns undefined where no socket can lie: on Windows, and below a folder whose path is too long
 * @throws KeyFileError as `stateFolder`
 */
export function doorwayOf(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  uid: number | undefined,
): Doorway | undefined {
  if (platform === "win32" || uid === undefined) return undefined;
  const runtime = env["XDG_RUNTIME_DIR"] ?? "";
  const ownKeys = (env["NEARSIDE_HOME"] ?? "") !== "";
  const folder =
    posix.isAbsolute(runtime) && !ownKeys
      ? posix.join(runtime, "nearside")
      : posix.join(stateFolder(platform, env, home), "keeper");
  const socket = posix.join(folder, "keeper.sock");
  return Buffer.byteLength(socket) > LONGEST_PATH ? undefined : { folder, socket, uid };
}

/**
 * The places at which a keeper of this account listens that was started by the system, or at a login: a program that names other folders in
 * its environment finds it there all the same.
 *
 * @param accountHome as the system says; undefined if it has none
 */
export function fixedDoorways(
  platform: NodeJS.Platform,
  accountHome: string | undefined,
  uid: number | undefined,
): readonly Doorway[] {
  if (accountHome === undefined) return [];
  const runtime = platform === "linux" ? [{ XDG_RUNTIME_DIR: `/run/user/${uid}` }] : [];
  return [...runtime, {}].flatMap((env) => doorwayOf(platform, env, accountHome, uid) ?? []);
}
