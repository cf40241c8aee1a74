// Receivers of events, as other people run them: a webhook, and a syslog server that speaks TLS (RFC 5425). Each can be made to misbehave.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer as createWebServer } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import type { AtEnd } from "../support/at-end.ts";

/** A certificate for `localhost` that signs itself, as PEM files, and a webhook's secret. */
interface Credentials {
  readonly folder: string;
  readonly cert: string;
  readonly key: string;
  readonly secret: Buffer;
  readonly secretFile: string;
}

export function makeCredentials(atEnd: AtEnd): Credentials {
  const folder = mkdtempSync(join(tmpdir(), "nearside-receivers-"));
  atEnd(async () => rmSync(folder, { recursive: true }));
  const [key, cert, secretFile] = [join(folder, "key"), join(folder, "cert"), join(folder, "secret")];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost"];
  const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", ["req", "-x509", ...made, ...names, "-keyout", key, "-out", cert], { stdio: "ignore" });
  const secret = Buffer.alloc(32, 7);
  writeFileSync(secretFile, `whsec_${secret.toString("base64")}\n`, { mode: 0o600 });
  return { folder, cert, key, secret, secretFile };
}

export interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Webhook {
  readonly url: string;
  /** Every call that it has taken, in the order in which they came. */
  readonly taken: readonly Call[];
  /** Counts every call, whatever its outcome. */
  readonly calls: () => number;
  /** Says what it does with a call from now on; undefined: it takes it. */
  misbehave(how: ((answer: ServerResponse) => void) | undefined): void;
}

export async function startWebhook(atEnd: AtEnd, { cert, key }: Credentials): Promise<Webhook> {
  const taken: Call[] = [];
  let calls = 0;
  let how: ((answer: ServerResponse) => void) | undefined;
  const server = createWebServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, answer) => {
    calls += 1;
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      if (how !== undefined) return how(answer);
      taken.push({ headers: request.headers, body });
      answer.writeHead(204).end();
    });
  });
  atEnd(async () => server.closeAllConnections());
  const port = await listening(atEnd, server);
  return {
    url: `https://localhost:${port}/events`,
    taken,
    calls: () => calls,
    misbehave: (next) => {
      how = next;
    },
  };
}

interface SyslogServer {
  readonly place: string;
  /** Messages as they came, without their frames. */
  readonly messages: readonly string[];
  readonly connections: () => number;
}

/** Demands the other side's certificate: it trusts the one that signs itself. */
export async function startSyslogServer(atEnd: AtEnd, { cert, key }: Credentials): Promise<SyslogServer> {
  const messages: string[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  const pem = readFileSync(cert);
  const tls = { cert: pem, key: readFileSync(key), ca: pem, requestCert: true, rejectUnauthorized: true };
  const server = createTlsServer(tls, (socket) => {
    connections += 1;
    open.add(socket);
    const parts: Buffer[] = [];
    socket.on("data", (part: Buffer) => parts.push(part));
    socket.on("end", () => {
      messages.push(...messagesIn(Buffer.concat(parts)));
      socket.end();
    });
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  });
  atEnd(async () => {
    for (const socket of open) socket.destroy();
  });
  const port = await listening(atEnd, server);
  return { place: `localhost:${port}`, messages, connections: () => connections };
}

/** RFC 5425 §4.3: the number of bytes, a space, the message. */
function messagesIn(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(" ", at);
    const length = Number(bytes.toString("latin1", at, space));
    if (space === -1 || !Number.isInteger(length)) throw new Error("not a frame of RFC 5425");
    found.push(bytes.toString("utf8", space + 1, space + 1 + length));
    at = space + 1 + length;
  }
  return found;
}

async function listening(atEnd: AtEnd, server: Server): Promise<number> {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  atEnd(async () => void server.close());
  return (server.address() as AddressInfo).port;
}
