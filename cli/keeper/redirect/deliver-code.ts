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
 * @param isSame asked once the connection stands, before anything is sent: only the listener can have taken it that is there
 * before and after
 * @returns false if another one listens by then
 * @throws if the program does not take it
 */
export async function deliverCode(
  at: Loopback,
  host: string,
  target: string,
  isSame: () => Promise<boolean>,
): Promise<boolean> {
  const socket = await connected(at);
  try {
    if (!(await isSame())) return false;
    const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`, "Accept: text/html,*/*", "User-Agent: nearside-keeper"];
    socket.write(`${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n`);
    const status = await statusOf(socket);
    if (status === undefined || status >= 400) throw new Error("the program did not take the code");
    return true;
  } finally {
    socket.destroy();
  }
}

function connected({ address, port }: Loopback): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    socket.setTimeout(CONNECT_WITHIN, () => socket.destroy(new Error("the program does not answer")));
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.removeListener("error", reject);
      socket.on("error", () => undefined); // who reads it hears it
      resolve(socket);
    });
  });
}

/** @returns undefined if the program ends the connection without an answer */
async function statusOf(socket: Socket): Promise<number | undefined> {
  socket.setTimeout(ANSWER_WITHIN, () => socket.destroy(new Error("the program does not answer")));
  let text = "";
  for await (const chunk of socket) {
    text += String(chunk);
    const [, status] = /^HTTP\/1\.[01] (\d{3})[ \r\n]/.exec(text) ?? [];
    if (status !== undefined) return Number(status);
    if (text.length > MOST_ANSWER) return undefined;
  }
  return undefined;
}
