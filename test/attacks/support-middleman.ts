// Somebody between a command line and its server who reads and changes what goes by: as if TLS were not there, so that what
// is signed has to do.
import { createServer, type IncomingMessage, request } from "node:http";
import { buffer } from "node:stream/consumers";
import type { AtEnd } from "../steps/stage.ts";

export interface Middleman {
  /** What becomes of a body on its way to the server. */
  change: (path: string, body: string) => string;
}

/** @param port of the issuer @param serverPort where the server listens */
export async function startMiddleman(atEnd: AtEnd, port: number, serverPort: number): Promise<Middleman> {
  const middleman: Middleman = { change: (_path, body) => body };

  async function pass(asked: IncomingMessage): Promise<IncomingMessage> {
    const path = asked.url ?? "/";
    const body = middleman.change(path, (await buffer(asked)).toString("utf8"));
    const headers = { ...asked.headers, "content-length": String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const to = { host: "127.0.0.1", port: serverPort, method: asked.method, path, headers, agent: false };
      request(to, resolve).on("error", reject).end(body);
    });
  }

  const proxy = createServer((asked, answer) => {
    pass(asked).then(
      (came) => {
        answer.writeHead(came.statusCode ?? 502, came.headers);
        came.pipe(answer);
      },
      () => answer.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    proxy.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  atEnd(
    () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  );
  return middleman;
}
