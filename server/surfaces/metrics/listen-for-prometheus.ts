import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { isIP } from "node:net";
import { CannotStart } from "../../platform/config/cannot-start.ts";
import type { Config } from "../../platform/config/config.ts";
import type { MetricsSettings } from "../../platform/config/metrics-settings.ts";
import { isLoopback } from "../../platform/config/network.ts";
import { withOneHost } from "../../platform/http/only-our-host.ts";
import type { Log } from "../../platform/log/log.ts";
import type { Stoppable } from "../../platform/waiting/in-rounds.ts";
import { logTexts } from "../../texts/log.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { startTexts } from "../../texts/start.ts";

/** Milliseconds for a whole request. */
const PATIENCE_MS = 10_000;
const MAX_HEADER_BYTES = 8192;
/** Nobody needs more at a time. */
const MOST_CONNECTIONS = 32;
const SHORTEST_TOKEN = 16;

/**
 * Listens for Prometheus, apart from everything that people's machines reach. It answers `GET /metrics` and nothing else.
 *
 * @param read makes the text
 * @throws CannotStart
 */
export async function listenForPrometheus(
  metrics: MetricsSettings,
  tls: Config["tls"],
  log: Log,
  read: () => Promise<{ readonly contentType: string; readonly text: string }>,
): Promise<Stoppable> {
  if (metrics.tokenFile !== undefined) tokenIn(metrics.tokenFile); // a missing one is told at the start
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refusal = refusalOf(request, metrics);
    if (refusal !== undefined) {
      if (refusal.status === 401) response.setHeader("WWW-Authenticate", 'Bearer realm="nearside metrics"');
      if (refusal.status === 405) response.setHeader("Allow", "GET");
      response.writeHead(refusal.status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${refusal.says}\n`);
      return;
    }
    const { contentType, text } = await read();
    response.writeHead(200, { "Content-Type": contentType, "Cache-Control": "no-store" }).end(text);
  };
  const listener: RequestListener = (request, response) => {
    response.setHeader("X-Content-Type-Options", "nosniff");
    answer(request, response).catch((err: unknown) => {
      log.error({ err }, logTexts.metrics.notTold);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };
  const server = serverFor(metrics, tls, listener);
  await bind(server, metrics);
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** On loopback TLS would protect nothing, and its certificate names another host. */
function serverFor({ host }: MetricsSettings, tls: Config["tls"], answer: RequestListener): Server {
  const listener = withOneHost(answer);
  const options = { requestTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS, maxHeaderSize: MAX_HEADER_BYTES };
  const server =
    tls === undefined || isLoopback(host)
      ? createServer(options, listener)
      : createTlsServer(
          { ...options, cert: readFileSync(tls.cert), key: readFileSync(tls.key), minVersion: "TLSv1.2" },
          listener,
        );
  server.maxConnections = MOST_CONNECTIONS;
  return server.setTimeout(PATIENCE_MS);
}

function bind(server: Server, { host, port }: MetricsSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
      const isInUse = code === "EADDRINUSE";
      const text = isInUse ? startTexts.metrics.inUse({ port, host }) : startTexts.metrics.failed({ port, host, code });
      reject(new CannotStart(text, { cause }));
    });
    server.listen({ host, port }, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

interface Refusal {
  readonly status: 401 | 404 | 405 | 421;
  readonly says: string;
}

function refusalOf({ headers, method, url }: IncomingMessage, { tokenFile }: MetricsSettings): Refusal | undefined {
  if (tokenFile === undefined && !isPlainHost(headers.host ?? ""))
    return { status: 421, says: oauthTexts.metrics.byName };
  if (tokenFile !== undefined && !isToken(headers.authorization ?? "", tokenIn(tokenFile)))
    return { status: 401, says: oauthTexts.metrics.token };
  if (url !== "/metrics") return { status: 404, says: oauthTexts.metrics.elsewhere };
  if (method !== "GET") return { status: 405, says: oauthTexts.metrics.onlyGet };
  return undefined;
}

/** A name that leads here for a while is how a page in a browser of this machine would read it (DNS rebinding). */
function isPlainHost(host: string): boolean {
  const name = host.replace(/:[0-9]+$/, "").replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || isIP(name) !== 0;
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

function isToken(authorization: string, token: string): boolean {
  const [, shown] = /^bearer +([^\s]+)$/i.exec(authorization) ?? [];
  return shown !== undefined && timingSafeEqual(digestOf(shown), digestOf(token));
}

/** It is read each time, so that another token counts at once. @throws CannotStart */
function tokenIn(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new CannotStart(startTexts.metrics.tokenUnreadable({ file }), {
      cause,
    });
  }
  if (token.length >= SHORTEST_TOKEN && !/\s/.test(token)) return token;
  throw new CannotStart(startTexts.metrics.tokenTooShort({ file, shortest: SHORTEST_TOKEN }));
}
