// Something else that listens on a port of the victim's loopback: a database, a router's page, a development server.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { helloBodySchema } from "@nearside/shared/api/loopback.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import * as v from "valibot";
import { newSigner } from "../kit/keys.ts";
import type { AtEnd } from "../support/at-end.ts";

export interface HeardRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

type Answering = (heard: HeardRequest, response: ServerResponse) => Promise<void> | void;

export interface LocalService {
  readonly port: number;
  /** Connections so far, whatever their outcome. */
  readonly connections: () => number;
  readonly heard: () => readonly HeardRequest[];
  answerBy: (answering: Answering) => void;
}

/** @param port any that is free, unless it has to be that one */
export async function startLocalService(atEnd: AtEnd, port = 0): Promise<LocalService> {
  let connections = 0;
  const heard: HeardRequest[] = [];
  let answering: Answering = (_, response) => void response.end("welcome to the router");
  const server = createServer(async (request: IncomingMessage, response) => {
    const { method, url, headers } = request;
    const received = { method, path: url, headers, body: await text(request) };
    heard.push(received);
    await answering(received, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ host: "127.0.0.1", port }, resolve);
  });
  atEnd(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return {
    port: address.port,
    connections: () => connections,
    heard: () => heard,
    answerBy: (next) => {
      answering = next;
    },
  };
}

/** It knows the protocol, and answers in the command line's place with a key of its own. */
export async function answerWithAnotherKey(): Promise<Answering> {
  const key = await newSigner();
  return async ({ body: sent }, response) => {
    const body = v.parse(helloBodySchema, JSON.parse(sent));
    const greeting = await hello.read(body.hello);
    const presence_proof = await presenceProof.sign(key, {
      request: await sha256Base64url(body.request),
      nonce: greeting.claims.nonce,
      xn: greeting.claims.xn,
      jkt: await thumbprintOf(greeting.header.jwk),
      peer: { account: "same", process: "chromium", forwarded: "no" },
    });
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ presence_proof }));
  };
}
