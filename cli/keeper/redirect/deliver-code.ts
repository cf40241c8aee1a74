import { connect, type Socket } from "node:net";
import type { Loopback } from "@nearside/shared/claims.ts";

/** A program that listens takes the connection at once, and may ask the server for its token before it answers. Milliseconds. */
const CONNECT_WITHIN = 2000;
const ANSWER_WITHIN = 15_000;
/** More of an answer is not read. Bytes. */
const MOST_ANSWER = 65_536;

/**
 * Sends the answer of the authorization endpoint (RFC 6749 §4.1.2, RFC 9207) to the program that listens there, as a browser would. The
 * code is in no address that anybody sees.
 *
 * @param host as the program named it
 * @param isTaken asked once the connection is open, before anything is sent: true if the right program has taken it
 */
export async function deliverCode(
  at: Loopback,
  host: string,
  target: string,
  isTaken: (socket: Socket) => Promise<boolean>,
): Promise<"delivered" | "process_changed" | "not_delivered"> {
  const socket = await connected(at);
  if (socket === undefined) return "not_delivered";
  try {
    const late = setTimeout(() => socket.destroy(), ANSWER_WITHIN);
    const isRight = await isTaken(socket).finally(() => clearTimeout(late));
    if (socket.destroyed) return "not_delivered";
    if (!isRight) return "process_changed";
    const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`, "Accept: text/html,*/*", "User-Agent: nearside-keeper"];
    socket.write(`${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n`);
    const status = await statusOf(socket);
    return status === undefined || status >= 400 ? "not_delivered" : "delivered";
  } finally {
    socket.destroy();
  }
}

/** @returns undefined if nobody takes the connection in time */
function connected({ address, port }: Loopback): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    socket.setTimeout(CONNECT_WITHIN, () => socket.destroy());
    socket.on("error", () => undefined); // it closes then
    socket.once("close", () => resolve(undefined));
    socket.once("connect", () => {
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

/** @returns undefined if the program ends the connection without an answer, or gives none in time, however slowly it drips */
async function statusOf(socket: Socket): Promise<number | undefined> {
  const late = setTimeout(() => socket.destroy(), ANSWER_WITHIN);
  let text = "";
  try {
    for await (const chunk of socket) {
      text += String(chunk);
      const [, status] = /^HTTP\/1\.[01] (\d{3})[ \r\n]/.exec(text) ?? [];
      if (status !== undefined) return Number(status);
      if (text.length > MOST_ANSWER) return undefined;
    }
  } catch {
    // it was cut off
  } finally {
    clearTimeout(late);
  }
  return undefined;
}
