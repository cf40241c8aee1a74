import { lstat } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import * as v from "valibot";
import { systemCode } from "../keys/key-file-error.ts";
import type { Doorway } from "./doorway.ts";
import { readLines, writeLine } from "./lines.ts";
import { type Asking, type Refusal, refusedSchema } from "./messages.ts";

/** An open call: what the keeper says, line by line, and what is said to it. */
interface KeeperCall {
  readonly socket: Socket;
  readonly lines: AsyncGenerator<unknown, void, undefined>;
  say(value: object): void;
}

/** The keeper turned this caller away. */
export class TurnedAway extends Error {
  readonly code: Refusal;

  constructor(code: Refusal) {
    super(code);
    this.name = "TurnedAway";
    this.code = code;
  }
}

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
  writeLine(socket, { nearside: 1, ...message });
  return { socket, lines: readLines(socket), say: (value) => writeLine(socket, value) };
}

/**
 * Calls it for one answer.
 *
 * @param within milliseconds
 * @returns undefined if no keeper runs here, or if it does not answer
 * @throws TurnedAway
 */
export async function askKeeper<Answer>(
  doorway: Doorway,
  message: Asking,
  schema: v.GenericSchema<unknown, Answer>,
  within: number,
): Promise<Answer | undefined> {
  const call = await callKeeper(doorway, message);
  if (call === undefined) return undefined;
  call.socket.setTimeout(within, () => call.socket.destroy());
  try {
    for await (const line of call.lines) return readAnswer(line, schema);
    return undefined;
  } catch (error) {
    if (error instanceof TurnedAway) throw error;
    return undefined;
  } finally {
    call.socket.destroy();
  }
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
      if (code === "ENOENT" || code === "ECONNREFUSED" || code === "EACCES" || code === "ENOTSOCK") resolve(undefined);
      else reject(cause);
    });
  });
}
