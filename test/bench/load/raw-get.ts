import { connect, type Socket } from "node:net";

/**
 * Gets one document that number of times, over that number of connections, each with one request under way: bytes out and bytes counted in, so
 * that the client costs next to nothing and the server is what is measured.
 */
export async function rawGets(origin: string, path: string, count: number, connections: number): Promise<void> {
  const { hostname, port } = new URL(origin);
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  const length = await lengthOf(Number(port), request);
  const each = Math.ceil(count / connections);
  await Promise.all(Array.from({ length: connections }, () => getOverOne(Number(port), request, length, each)));
}

/** The length of a whole answer: the same document has always the same, for only the digits of its Date change. */
function lengthOf(port: number, request: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = open(port, reject);
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      const head = text.indexOf("\r\n\r\n");
      const [, body] = /\r\ncontent-length: *(\d+)/i.exec(text) ?? [];
      if (head < 0 || body === undefined || text.length < head + 4 + Number(body)) return;
      socket.destroy();
      if (text.startsWith("HTTP/1.1 200 ")) resolve(text.length);
      else reject(new Error(`the server answered ${text.slice(0, 200)}`));
    });
    socket.write(request);
  });
}

function getOverOne(port: number, request: Buffer, length: number, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = open(port, reject);
    let left = count;
    let seen = 0;
    socket.on("data", (chunk: Buffer) => {
      seen += chunk.length;
      if (seen < length) return;
      seen -= length;
      left -= 1;
      if (left > 0) socket.write(request);
      else {
        socket.destroy();
        if (seen === 0) resolve();
        else reject(new Error("the answers differ in length"));
      }
    });
    socket.on("end", () => reject(new Error("the server closed the connection")));
    socket.write(request);
  });
}

function open(port: number, failed: (error: Error) => void): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  return socket.on("error", failed);
}
