import { chmod } from "node:fs/promises";
import { createServer, Agent as HttpAgent, type IncomingMessage, type Server, ServerResponse } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { AddressInfo, ListenOptions, Socket } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import type { Peer, PeerOf } from "../peer/peer.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/proxy.ts";
import { isFromBrowser, knowsSecret, type ProxyRefusal, REFUSALS, refusalOfPeer } from "./admit.ts";
import { type Answered, BodyGone, forward, type Way } from "./forward.ts";
import { answeredHeaders, hasBody } from "./pass-headers.ts";
import type { Prover } from "./prover.ts";
import type { Remedies } from "./remedies.ts";
import { targetIn, type Upstream } from "./upstream.ts";

// A reverse proxy for one API that adds what a tool can't: the token and a proof for each request (RFC 9449).
//
// A program that reaches it acts in its owner's name, and every account of a machine reaches a loopback port. So: -
// By TCP, the system is asked whose process is at the other end, as for the listener of a login (protocol §4.2).
// Another
//    account is refused. An address with a secret in it would need no such question, but addresses get into arguments, logs
//    and histories (threat M6). If the system doesn't know, or names a program that carries ports from elsewhere (sshd, a
//    remote editor: both publish ports unasked), a secret of this run is asked for, in a header.
//  - By a Unix socket, the folder around it, closed to others, does the same for every system that has them.
//  - Pages are refused by what browsers add, and by the exact Host (a name that was made to point here, DNS rebinding).
//  - It speaks to one origin, below one path, and follows no redirect.

export interface ProxyPlace {
  readonly upstream: Upstream;
  readonly prover: Prover;
  readonly remedies: Remedies;
  readonly peerOf: PeerOf;
  /** At least 128 random bits, as letters and digits. */
  readonly secret: string;
  /** Called when the token can't be had, or the API can't be reached. */
  readonly failed: (problem: Problem) => void;
}

export type ProxyAddress =
  | { readonly kind: "tcp"; readonly address: "127.0.0.1" | "::1"; readonly port: number }
  /** The path lies in a folder that is this account's alone. */
  | { readonly kind: "unix"; readonly path: string };

export interface RunningProxy {
  /** The address that replaces the API's: `http://127.0.0.1:49152`. By a Unix socket, any host would do. */
  readonly base: string;
  close(): void;
}

/** Milliseconds. */
const HEADERS_TIMEOUT = 10_000;
const MOST_CONNECTIONS = 256;

/** @throws Problem `listener_failed` */
export async function startProxy(place: ProxyPlace, address: ProxyAddress): Promise<RunningProxy> {
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT, requestTimeout: 0, insecureHTTPParser: false });
  server.maxConnections = MOST_CONNECTIONS;
  const gate = createGate(place, () => (address.kind === "unix" ? undefined : hostOf(server)));
  const way = { ...place, agent: agentFor(place.upstream) };
  const tunnels = new Set<Duplex>();
  const handle: Handle = async (request, response, head = Buffer.alloc(0)) => {
    const refusal = await gate(request);
    if (refusal !== undefined) return say(response, refusal === "unknown_peer" ? 401 : 403, refusal, REFUSALS[refusal]);
    await passOn(place, way, request, response, (answered) =>
      connectTunnel(answered, request.socket, response, head, tunnels, place.upstream),
    );
  };
  server.on("request", (request, response) => void handle(request, response).catch(() => response.destroy()));
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) =>
    handleUpgrade(handle, request, socket, head),
  );
  // A forward proxy would be of no use: the tool would speak TLS through it.
  server.on("connect", (_request, socket) =>
    socket.end("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n"),
  );
  server.on("clientError", (_error, socket) => socket.destroy());

  await bind(server, address);
  place.peerOf.warm?.();
  return {
    base: `http://${address.kind === "unix" ? "localhost" : hostOf(server)}`,
    close: () => {
      server.close();
      server.closeAllConnections();
      for (const socket of tunnels) socket.destroy();
      way.agent.destroy();
    },
  };
}

type Handle = (request: IncomingMessage, response: ServerResponse, head?: Buffer) => Promise<void>;

const agentFor = ({ origin }: Upstream): HttpAgent | HttpsAgent =>
  origin.startsWith("https:")
    ? new HttpsAgent({ keepAlive: true, rejectUnauthorized: true })
    : new HttpAgent({ keepAlive: true });

/** @param own the only host that is answered; undefined at a Unix socket, whose folder admits no other account */
function createGate({ peerOf, secret }: ProxyPlace, own: () => string | undefined) {
  const peers = new WeakMap<Socket, Promise<Peer>>();
  return async (request: IncomingMessage): Promise<ProxyRefusal | undefined> => {
    const { socket, headers, headersDistinct } = request;
    if (isFromBrowser(request)) return "from_browser";
    const only = own();
    if (only === undefined) return undefined;
    const [host, ...others] = headersDistinct["host"] ?? [];
    if (host !== only || others.length > 0) return "wrong_host";
    const peer = peers.get(socket) ?? peerOf(socket);
    peers.set(socket, peer);
    return refusalOfPeer(await peer, knowsSecret(headers.authorization, secret));
  };
}

/** Sends an admitted request to the API. It gives back the API's answer, or says why it got no answer. */
async function passOn(
  { upstream, failed }: ProxyPlace,
  way: Way,
  request: IncomingMessage,
  response: ServerResponse,
  openTunnel: (answered: Answered) => void,
): Promise<void> {
  const url = targetIn(upstream, request.url);
  if (url === undefined)
    return say(response, 404, "not_this_api", texts.onlyFor({ upstream: upstream.origin, path: upstream.path }));
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  try {
    const answered = await forward(request, url, way, gone.signal);
    if (answered.tunnel === undefined) giveBack(answered.answer, response, upstream);
    else openTunnel(answered);
  } catch (error) {
    if (gone.signal.aborted) return;
    const failure = failureOf(error, upstream);
    if (failure instanceof Problem) failed(failure);
    if (failure instanceof BodyGone) response.setHeader("retry-after", "0");
    const status = failure instanceof Problem && failure.code === "server_unreachable" ? 502 : 503;
    say(response, status, failure instanceof Problem ? failure.code : "send_again", failure.message);
  }
}

/** Node gives an upgrade no response of its own, so one is made for its socket. */
function handleUpgrade(handle: Handle, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once("finish", () => socket.end());
  socket.on("error", () => socket.destroy());
  if (!hasBody(request)) {
    void handle(request, response, head).catch(() => socket.destroy());
    return;
  }
  // The body would be read as the first bytes after the switch, or never.
  say(response, 400, "upgrade_with_body", texts.noBody);
}

function giveBack(answer: IncomingMessage, response: ServerResponse, upstream: Upstream): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? "", answeredHeaders(answer, upstream));
  response.flushHeaders(); // a stream is passed on bit by bit
  pipeline(answer, response, () => undefined);
}

/** Carries bytes both ways as they are, once the API has switched protocols (RFC 9110 §15.2.2). */
function connectTunnel(
  { answer, tunnel }: Answered,
  client: Socket,
  response: ServerResponse,
  head: Buffer,
  tunnels: Set<Duplex>,
  upstream: Upstream,
): void {
  if (tunnel === undefined) return;
  const api = tunnel.socket;
  const lines = Object.entries(answeredHeaders(answer, upstream)).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}\r\n`),
  );
  response.removeAllListeners("close").removeAllListeners("finish");
  response.detachSocket(client);
  client.write(
    `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ${answer.headers.upgrade ?? ""}\r\n${lines.join("")}\r\n`,
  );
  client.write(tunnel.head);
  api.write(head);
  for (const [from, to] of [
    [client, api],
    [api, client],
  ] as const) {
    tunnels.add(from);
    from.on("close", () => {
      tunnels.delete(from);
      to.destroy();
    });
    pipeline(from, to, () => undefined);
  }
}

/** @throws every error that is a mistake of ours */
function failureOf(error: unknown, { origin }: Upstream): Problem | BodyGone {
  if (error instanceof Problem || error instanceof BodyGone) return error;
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return new Problem("server_unreachable", texts.origin({ origin, code }), { cause: error });
}

/** Answers a person who wonders why a tool failed. */
function say(response: ServerResponse, status: number, error: string, message: string): void {
  const text = `${JSON.stringify({ error, message: `nearside proxy: ${message}` })}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(text);
}

function hostOf(server: Server): string {
  const bound: AddressInfo | string | null = server.address();
  if (bound === null || typeof bound === "string") return "";
  return bound.family === "IPv6" ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`;
}

async function bind(server: Server, address: ProxyAddress): Promise<void> {
  const options: ListenOptions =
    address.kind === "unix" ? { path: address.path } : { host: address.address, port: address.port, exclusive: true };
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(new Problem("listener_failed", `(${cause.message})`, { cause })));
    server.listen(options, resolve);
  });
  if (address.kind === "unix") await chmod(address.path, 0o600);
}
