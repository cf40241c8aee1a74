import { lstat } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import * as v from "valibot";
import { systemCode } from "../keys/key-file-error.ts";
import type { Doorway } from "./doorway.ts";
import { readLines, writeLine } from "./lines.ts";
import { type Asking, refusedSchema } from "./messages.ts";
import { TurnedAway } from "./turned-away.ts";
import { DOORWAY } from "./wire.ts";

/** An open call: what the keeper says, line by line, and what is said to it. */
interface KeeperCall {
  readonly socket: Socket;
  readonly lines: AsyncGenerator<unknown, void, undefined>;
  say(value: object): void;
}

/** A keeper that runs answers at once; one that systemd starts for this call takes as long as a program. Milliseconds. */
export const ANSWERS_WITHIN = 5000;

/**
 * Calls the keeper of this account. Its folder must be this account's alone: then only this account can have put a socket
 * there, and it is the keeper's.
 *
 * @returns undefined if no keeper runs here, or if its folder is not to be trusted
 */
export async function callKeeper(
  { folder, socket: path, uid }: Doorway,
  message: Asking,
): Promise<KeeperCall | undefined> {
  if (!(await isOwnFolder(folder, uid))) return undefined;
  const socket = await connected(path);
  if (socket === undefined) return undefined;
  writeLine(socket, { nearside: DOORWAY, ...message });
  return { socket, lines: readLines(socket), say: (value) => writeLine(socket, value) };
}

/**
 * Calls it for one answer.
 *
 * @param within milliseconds; some answers wait for a server
 * @returns undefined if no keeper runs here
 * @throws TurnedAway also if it takes the call and does not answer
 */
export async function askKeeper<Answer>(
  doorway: Doorway,
  message: Asking,
  schema: v.GenericSchema<unknown, Answer>,
  within = ANSWERS_WITHIN,
): Promise<Answer | undefined> {
  const call = await callKeeper(doorway, message);
  if (call === undefined) return undefined;
  call.socket.setTimeout(within, () => call.socket.destroy());
  try {
    for await (const line of call.lines) return readAnswer(line, schema);
  } catch (error) {
    if (error instanceof TurnedAway) throw error;
    throw new TurnedAway(error instanceof v.ValiError ? "malformed" : "silent");
  } finally {
    call.socket.destroy();
  }
  throw new TurnedAway("silent");
}

/** @throws TurnedAway, ValiError */
export function readAnswer<Answer>(line: unknown, schema: v.GenericSchema<unknown, Answer>): Answer {
  if (v.is(refusedSchema, line)) throw new TurnedAway(line.refused);
  return v.parse(schema, line);
}

async function isOwnFolder(folder: string, uid: number): Promise<boolean> {
  try {
    const found = await lstat(folder);
    return found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      socket.on("error", () => undefined); // the reader of its lines hears it too
      resolve(socket);
    });
    socket.once("error", (cause) => {
      const code = systemCode(cause);
      if (code === "EAGAIN") return reject(new TurnedAway("busy")); // more wait to be heard than the system lets wait
      if (code === "ENOENT" || code === "ECONNREFUSED" || code === "EACCES" || code === "ENOTSOCK") resolve(undefined);
      else reject(cause);
    });
  });
}
