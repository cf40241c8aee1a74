// Bytes as they are: what no HTTP client would send.
import { connect } from "node:net";

/** Longer than any of our servers keeps a connection that says nothing whole. */
const DEADLINE_MS = 20_000;

/**
 * Sends the bytes, then its end.
 *
 * @returns all that comes back until the other side closes
 * @throws Error if it does not close
 */
export function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the connection stays open: ${JSON.stringify(received)}`));
    }, DEADLINE_MS);
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
    });
    // Reset while we still write: that is an answer too.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(received);
    });
    socket.end(bytes);
  });
}

export type Fields = Readonly<Record<string, string>>;

/** One request of HTTP/1.1, with no more than is said here. */
export const requestOf = (line: string, headers: Fields, body = ""): string =>
  [line, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), "", body].join("\r\n");
