// A man between a command line and its server reads and changes what goes by: as if TLS were not there, so that what
// is signed has to do.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { freePort } from "../kit/free-port.ts";
import { openClient, type Stage } from "../steps/stage.ts";
import type { AtEnd } from "../support/at-end.ts";
import { startServer } from "../support/nearside-server.ts";
import { newParties } from "../vectors/parties.ts";

export interface Middleman {
  /** Changes a body on its way to the server. */
  change: (path: string, body: string) => string;
}

/** A stage (test/steps/stage.ts) to which every word goes through him. @param settings of the server, by variable */
export async function openStageWithMiddleman(
  atEnd: AtEnd,
  settings: Readonly<Record<string, string>> = {},
): Promise<{ readonly stage: Stage; readonly middleman: Middleman }> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-attack-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const [port, serverPort] = [await freePort(), await freePort()];
  const issuer = `http://localhost:${port}`;
  const server = await startServer({ issuer, host: "127.0.0.1", port: serverPort, folder, settings });
  atEnd(server.stop);
  const middleman = await startMiddleman(atEnd, port, serverPort);
  const stage = {
    ...openClient(issuer),
    server,
    dataFolder: join(folder, "data"),
    parties: await newParties({ id: "us_of_no_statement", name: "admin" }),
    serverKeys: serverKeysOf(await (await fetch(`${issuer}/oauth/jwks`)).json()),
  };
  return { stage, middleman };
}

/** @param port of the issuer @param serverPort where the server listens */
async function startMiddleman(atEnd: AtEnd, port: number, serverPort: number): Promise<Middleman> {
  const middleman: Middleman = { change: (_path, body) => body };

  async function pass(incoming: IncomingMessage): Promise<IncomingMessage> {
    const path = incoming.url ?? "/";
    const body = middleman.change(path, (await buffer(incoming)).toString("utf8"));
    const headers = { ...incoming.headers, "content-length": String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const to = { host: "127.0.0.1", port: serverPort, method: incoming.method, path, headers, agent: false };
      request(to, resolve).on("error", reject).end(body);
    });
  }

  const proxy = createServer((incoming, answer) => {
    pass(incoming).then(
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
