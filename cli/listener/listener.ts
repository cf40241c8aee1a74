import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { HelloAnswer, HelloBody } from "@nearside/shared/api/loopback.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { Problem } from "../problems/problem.ts";
import { nodeHttp } from "../server/node-http.ts";
import { admitRequest } from "./admit-request.ts";
import { readHello } from "./read-hello.ts";
import { createUnprovenConnections, type UnprovenConnections } from "./unproven-connections.ts";
import type { Arrival } from "./verify-peer.ts";

/** The presence proof, and the relay of a keeper that handed the hello on (protocol §10.3). */

/** Answers hellos: the meeting of one login or one enrolment. */
export interface Meeting {
  /** True if that text is its own request. This is cheap, and asked before anything is verified. */
  isOwn(request: string): boolean;
  /**
   * Verifies the hello and the peer. One that came over loopback is judged while the connection is open.
   *
   * @param proven to be called as soon as the hello's signature is known to be good
   * @throws Refused, Problem
   */
  answer(body: HelloBody, arrival: Arrival, proven: () => void): Promise<HelloAnswer>;
}

export interface Listener {
  readonly loopback: Loopback;
  /**
   * Answers hellos from now on, those too that came before: a browser may learn of a login from its server a moment before
   * the command line has verified the request.
   */
  open(meeting: Meeting): void;
  /** Ends all meetings, and the connections that are open. */
  close(): Promise<void>;
}

/** An honest extension sends everything at once, over loopback. Milliseconds. */
const HEADERS_TIMEOUT = 2000;
const REQUEST_TIMEOUT = 5000;
const CHECK_INTERVAL = 500;
/** A browser sends some 600. Bytes. */
const MAX_HEADERS = 8192;

/** Every refusal looks like this: no body, no CORS header, and nothing that tells one reason from another (protocol §4.2). */
const REFUSAL = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/**
 * Listens on a fresh port of this machine's loopback (protocol §4.2), and on nothing else.
 *
 * @throws Problem `listener_failed`
 */
export async function listen(): Promise<Listener> {
  const { createServer } = await nodeHttp();
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
    connectionsCheckingInterval: CHECK_INTERVAL,
    maxHeaderSize: MAX_HEADERS,
    insecureHTTPParser: false,
    keepAlive: false,
    // A missing Host is refused by us, so that it looks like every other refusal.
    requireHostHeader: false,
  });
  const loopback = await bind(server);
  const unproven = createUnprovenConnections();
  let meeting: Meeting | undefined;
  const early = createEarly();
  const door: Door = { loopback, unproven, meetingNow: () => meeting, early };
  server.on("connection", (socket) => unproven.add(socket));
  server.on("request", (request, response) => void answerHello(request, response, door));
  refuseAllElse(server);
  return {
    loopback,
    open: (opened) => {
      meeting = opened;
      early.letGo();
    },
    close: () => {
      meeting = undefined;
      early.letGo();
      return closed(server);
    },
  };
}

interface Door {
  readonly loopback: Loopback;
  readonly unproven: UnprovenConnections;
  /** Undefined while hellos are not answered. */
  readonly meetingNow: () => Meeting | undefined;
  readonly early: Early;
}

/** The hellos that came before a meeting was opened. */
interface Early {
  /** Resolves when a meeting was opened, when the listener closed without one, or when that connection closed. */
  wait(socket: Socket): Promise<void>;
  letGo(): void;
}

/** A connection that closes is forgotten at once, so nothing is kept of more hellos than there are connections. */
function createEarly(): Early {
  const waiting = new Set<() => void>();
  let isOver = false;
  return {
    wait: (socket) =>
      new Promise((resolve) => {
        if (isOver || socket.destroyed) return resolve();
        const done = (): void => {
          waiting.delete(done);
          resolve();
        };
        waiting.add(done);
        socket.once("close", done);
      }),
    letGo: () => {
      isOver = true;
      for (const done of waiting) done();
    },
  };
}

/** Answers one hello with a presence proof, or refuses it. */
async function answerHello(request: IncomingMessage, response: ServerResponse, door: Door): Promise<void> {
  const { socket } = request; // the request forgets its socket once that is closed
  try {
    const answer = await answerTo(request, socket, door);
    if (answer === undefined) refuse(socket);
    else give(response, answer);
  } catch {
    // Whatever went wrong with one hello, the login continues, and the sender learns nothing.
    refuse(socket);
  }
}

/** @returns undefined if the hello is not for the meeting that is open. @throws Refused, Problem */
async function answerTo(request: IncomingMessage, socket: Socket, door: Door): Promise<HelloAnswer | undefined> {
  const { loopback, unproven, meetingNow, early } = door;
  if (!admitRequest(request, loopback)) return undefined;
  const hello = await readHello(request);
  await early.wait(socket);
  const meeting = meetingNow();
  if (meeting === undefined || !meeting.isOwn(hello.request)) return undefined;
  unproven.noteOwnRequest(socket);
  const answer = await meeting.answer(hello, { channel: "loopback", socket }, () => unproven.noteProven(socket));
  return meetingNow() === meeting ? answer : undefined;
}

function give(response: ServerResponse, answer: HelloAnswer): void {
  response.sendDate = false;
  const body = JSON.stringify(answer);
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(body);
}

/** Node would answer `Expect: 100-continue` by itself; CONNECT and broken HTTP never become requests. */
function refuseAllElse(server: Server): void {
  server.on("checkContinue", (request: IncomingMessage) => refuse(request.socket));
  server.on("checkExpectation", (request: IncomingMessage) => refuse(request.socket));
  server.on("connect", (_request, socket) => refuse(socket));
  server.on("clientError", (_error, socket) => refuse(socket));
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function refuse(socket: Duplex): void {
  if (socket.writable) socket.end(REFUSAL, () => socket.destroy());
  else socket.destroy();
}

/** Binds IPv4's loopback, or IPv6's if a machine has no other, and never an address that others can reach. */
async function bind(server: Server): Promise<Loopback> {
  let failure: unknown;
  for (const address of ["127.0.0.1", "::1"] as const) {
    try {
      return { address, port: await bindTo(server, address) };
    } catch (error) {
      failure = error;
    }
  }
  throw new Problem("listener_failed", undefined, { cause: failure });
}

function bindTo(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port: 0, exclusive: true, backlog: 64 }, () => {
      server.removeListener("error", reject);
      const bound: AddressInfo | string | null = server.address();
      if (bound === null || typeof bound === "string") reject(new TypeError("a TCP server has a port"));
      else resolve(bound.port);
    });
  });
}
