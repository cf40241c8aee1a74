import { connect } from "node:net";

/** Both servers end a request that takes half of this time, and look every other second, on a machine that is not busy. Milliseconds. */
const PATIENCE_MS = 45_000;

/**
 * Sends bytes to a port of loopback, says that nothing more comes, and reads until the other side ends.
 *
 * @returns latin1; empty if the connection was just closed
 * @throws Error if no program listens, or the connection stays
 */
export function exchange(port: number, bytes: Buffer, keepsTalking = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    const chunks: Buffer[] = [];
    const patience = setTimeout(() => socket.destroy(new Error(`no end within ${PATIENCE_MS} ms`)), PATIENCE_MS);
    const done = (conclude: () => void): void => {
      clearTimeout(patience);
      conclude();
    };
    socket.on("connect", () => (keepsTalking ? socket.write(bytes) : socket.end(bytes)));
    socket.on("data", (chunk: Buffer) => void chunks.push(chunk));
    socket.on("end", () => socket.destroy());
    socket.on("close", () => done(() => resolve(Buffer.concat(chunks).toString("latin1"))));
    socket.on("error", (error) => {
      // that it was cut while we were still writing is an answer too
      const cut = "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
      if (!cut) done(() => reject(error));
    });
  });
}

/** A request as bytes. */
export const bytesOf = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Buffer =>
  Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n`, "latin1"),
    ...Object.entries(headers).map(([name, value]) => Buffer.from(`${name}: ${value}\r\n`, "latin1")),
    Buffer.from("\r\n"),
    body,
  ]);
