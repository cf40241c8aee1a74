import { chmodSync, readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { ListenOptions, Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { startTexts } from "../../texts/start.ts";
import { CannotStart } from "../config/cannot-start.ts";
import { isLoopback } from "../config/network.ts";
import type { Clock, WithClock } from "../surroundings.ts";
import type { PassedSocket } from "../systemd/passed-socket.ts";
import type { HttpEnv } from "./call.ts";
import { type ConnectionLimits, limitConnections, PATIENCE, type Patience } from "./connection-limits.ts";
import { withOneHost } from "./only-our-host.ts";

/** When the server ends, requests in flight have this time to finish, in milliseconds. */
const FINISH_MS = 5_000;
const SWEEP_MS = 50;
/** At most this many turns of the event loop within one millisecond are short ones. */
const SHORT_TURNS = 8;
/** A server that is never so idle stops listening after this time nevertheless, in milliseconds. */
const LISTEN_ON_MS = 2_000;
/** The most for all headers of a request: cookies, headers of the browser, and a proof of one or two thousand bytes. */
const MAX_HEADER_BYTES = 16_384;

export interface Listening {
  /** Takes those who have connected by now, accepts nothing new, lets requests in flight finish for 5 s at most, then closes every connection. */
  stop(): Promise<void>;
}

export interface ListeningTcp extends Listening {
  /** It listens at this address. */
  readonly address: TcpAddress;
}

interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

/** PEM files; absent for plain HTTP. */
interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * @param where an address to listen on, or a socket that systemd holds and passed to this process
 * @param before answers first, and hands on to the app what it does not answer
 * @throws CannotStart where the address is taken or forbidden, the socket is not fit, or the certificate cannot be used
 */
export async function listenTcp(
  { clock }: WithClock,
  app: Hono<HttpEnv>,
  where: TcpAddress | PassedSocket,
  tls: TlsFiles | undefined,
  limits: ConnectionLimits,
  patience: Patience = PATIENCE,
  before: (app: RequestListener) => RequestListener = (listener) => listener,
): Promise<ListeningTcp> {
  const listener = before(listenerOf(app));
  const server = tls === undefined ? plainServer(listener, patience) : tlsServer(listener, tls, patience);
  limitConnections(server, limits);
  hangUpOnSilence(server);
  if ("fd" in where) {
    await takePassed(server, where, { isPlain: tls === undefined && limits.trustedProxies.length === 0 });
  } else await bindTcp(server, where);
  return {
    address: addressOf(server) ?? { host: "", port: 0 },
    async stop() {
      // Connections that wait at a socket of systemd are not lost: the next server takes them.
      if (!("fd" in where)) await nobodyWaits(clock);
      await close(server);
    },
  };
}

function bindTcp(server: Server, { host, port }: TcpAddress): Promise<void> {
  return bind(server, { host, port }, (code) => {
    const address = startTexts.listen.place({ port, host });
    if (code === "EADDRINUSE") return startTexts.listen.inUse({ address });
    if (code === "EACCES") return startTexts.listen.notAllowed({ address });
    return startTexts.listen.failed({ address, code });
  });
}

/**
 * The settings were checked against the address that they name (`server/platform/config/config.ts`). The socket unit may name another one, so
 * the same is demanded of the socket itself.
 */
async function takePassed(server: Server, { fd }: PassedSocket, { isPlain }: { isPlain: boolean }): Promise<void> {
  const notFit = startTexts.listen.notTcp;
  await bind(server, { fd }, () => notFit);
  const address = addressOf(server);
  const reason =
    address === undefined
      ? notFit
      : isPlain && !isLoopback(address.host)
        ? startTexts.listen.openWithoutTls(address)
        : undefined;
  if (reason === undefined) return;
  await close(server);
  throw new CannotStart(reason);
}

/** Undefined where it listens on no TCP socket. */
function addressOf(server: Server): TcpAddress | undefined {
  const address = server.address();
  return address === null || typeof address === "string" ? undefined : { host: address.address, port: address.port };
}

/** A socket for this account only. Its folder is ours alone, so a file in its place was left by a server that was killed. */
export async function listenUnix(app: Hono<HttpEnv>, path: string): Promise<Listening> {
  const server = plainServer(listenerOf(app), PATIENCE);
  await bind(server, { path }, (code) => startTexts.listen.commandSocket({ path, code }));
  chmodSync(path, 0o600);
  return { stop: () => close(server) };
}

const listenerOf = (app: Hono<HttpEnv>): RequestListener =>
  getRequestListener(app.fetch, { overrideGlobalObjects: false });

const plainServer = (listener: RequestListener, patience: Patience): Server =>
  createServer(optionsOf(patience), withOneHost(listener)).setTimeout(patience.silence);

/**
 * Closes a connection whose time has passed, unless a request has come by now: after a pause of this process, timers run before its sockets
 * are read, and to close one that holds a request is a reset for the client.
 */
function hangUpOnSilence(server: Server): void {
  server.on("timeout", (socket: Socket) => {
    const heard = socket.bytesRead;
    setImmediate(() => {
      if (socket.bytesRead === heard) socket.destroy();
    });
  });
}

/** Every option is given here, so that no version of Node changes one unseen. */
const optionsOf = ({ headers, request, nextRequest, look }: Patience): ServerOptions => ({
  headersTimeout: headers,
  requestTimeout: request,
  keepAliveTimeout: nextRequest,
  connectionsCheckingInterval: look,
  maxHeaderSize: MAX_HEADER_BYTES,
  insecureHTTPParser: false,
  requireHostHeader: true,
});

function tlsServer(listener: RequestListener, files: TlsFiles, patience: Patience): Server {
  const read = (name: keyof TlsFiles) => {
    try {
      return readFileSync(files[name]);
    } catch (cause) {
      throw new CannotStart(startTexts.pem.unreadable({ path: files[name], setting: `tls.${name}` }), { cause });
    }
  };
  const pem = { cert: read("cert"), key: read("key") };
  try {
    const tls = { ...pem, minVersion: "TLSv1.2", handshakeTimeout: patience.headers } as const;
    return createTlsServer({ ...optionsOf(patience), ...tls }, withOneHost(listener)).setTimeout(patience.silence);
  } catch (cause) {
    throw new CannotStart(startTexts.tls.noPair({ cert: files.cert, key: files.key }), { cause });
  }
}

function bind(server: Server, where: ListenOptions | PassedSocket, sentence: (code: string) => string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
      reject(new CannotStart(sentence(code), { cause }));
    });
    server.listen(where, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // a kept-alive connection turns idle only when its last answer is through
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const enough = setTimeout(() => server.closeAllConnections(), FINISH_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(enough);
      resolve();
    });
  });
}

/**
 * The system completes a connection before this process takes it, and a client may have sent its request by then. When listening ends, the
 * system resets those connections, and a proxy in front does not send such a request to another process, for it cannot know how far it
 * came. Each turn of the event loop takes all that wait, so the end of a short one is the time to stop listening.
 */
async function nobodyWaits(clock: Clock): Promise<void> {
  const end = clock() + LISTEN_ON_MS;
  let began: number;
  do {
    began = clock();
    for (let turns = 0; turns < SHORT_TURNS; turns += 1) await turn();
  } while (clock() !== began && began < end);
}

/**
 * Makes every later response of this process just status, headers and body, without the rest of the Fetch standard, so that it need not
 * pass through a stream to reach its socket. Only the server's own start calls it.
 */
export function useLightResponses(): void {
  getRequestListener(() => new Response(null), { overrideGlobalObjects: true });
}
