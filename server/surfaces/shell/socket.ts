import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Hono } from "hono";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import type { HttpEnv } from "../../platform/http/call.ts";
import { type Listening, listenUnix } from "../../platform/http/listen.ts";
import { ADMIN_SOCKET } from "../../platform/store/data-folder.ts";
import { shellTexts } from "../../texts/commands/shell.ts";

/** Every system has this many bytes of `sun_path` (macOS 104, Linux 108), less the closing NUL. */
const MAX_SOCKET_PATH = 103;

/**
 * Serves the commands over a socket in the data folder, mode 0600. Call it only with the folder claimed: a socket that is already
 * there is then left from a server that was killed.
 *
 * @throws CannotStart
 */
export function listenForCommands(app: Hono<HttpEnv>, dataFolder: string): Promise<Listening> {
  const path = join(dataFolder, ADMIN_SOCKET);
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH)
    throw new CannotStart(shellTexts.pathTooLong({ path, most: MAX_SOCKET_PATH }));
  rmSync(path, { force: true });
  return listenUnix(app, path);
}
