import type { Socket } from "node:net";
import { readJson } from "@nearside/shared/encoding/json.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { MAX_LINE } from "./wire.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LINE_FEED = 0x0a;

/**
 * Reads JSON texts, one a line, until the other side ends. Bytes are counted as they come.
 *
 * @throws Refused `malformed`; the socket's own error
 */
export async function* readLines(socket: Socket): AsyncGenerator<unknown, void, undefined> {
  let held: Buffer[] = [];
  let length = 0;
  // A reader that stops leaves the connection open, so that an answer can follow.
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Buffer)) throw new Refused("malformed", "line");
    let rest = chunk;
    for (let end = rest.indexOf(LINE_FEED); end !== -1; end = rest.indexOf(LINE_FEED)) {
      if (length + end > MAX_LINE) throw new Refused("malformed", "line");
      yield jsonOf(Buffer.concat([...held, rest.subarray(0, end)]));
      held = [];
      length = 0;
      rest = rest.subarray(end + 1);
    }
    length += rest.length;
    if (length > MAX_LINE) throw new Refused("malformed", "line");
    if (rest.length > 0) held.push(rest);
  }
}

function jsonOf(line: Buffer): unknown {
  let text: string;
  try {
    text = utf8.decode(line);
  } catch (cause) {
    throw new Refused("malformed", "line", { cause });
  }
  return readJson(text);
}

/**
 * Says no more. All that the other side still says is read and thrown away: a connection that is closed over unread bytes is reset, and what
 * was said last may be lost with it. A reader that does not take it within that time is cut off.
 *
 * @param within milliseconds
 * @returns once the connection is closed
 */
export function endWithin(socket: Socket, within: number): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) return resolve();
    const late = setTimeout(() => socket.destroy(), within);
    socket.once("close", () => {
      clearTimeout(late);
      resolve();
    });
    socket.end();
    socket.resume();
  });
}

/** Writes one line; a reader that has gone is no error of ours. */
export function writeLine(socket: Socket, value: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}
