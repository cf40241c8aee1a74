import type { Agent, IncomingHttpHeaders, IncomingMessage, request } from "node:http";
import process from "node:process";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/server.ts";
import { VERSION } from "../version.ts";
import { nodeHttp, nodeHttps } from "./node-http.ts";

// This is built on node:http and not on fetch: it follows no redirect, and it is there 30 ms earlier, which a person waits
// for at every login. It takes 20 ms by itself, so it is loaded when something is sent: most tokens are given out without
// asking the server.

interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** After this time without an answer, the request is given up as unreachable. Milliseconds. */
  readonly timeout: number;
  /**
   * The answer is awaited as long though the command was interrupted meanwhile: it says what is to be undone. Left out, it is given up at
   * once. Milliseconds.
   */
  readonly heardOut?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Http {
  /** @throws Unreachable, Problem `server_untrusted`, `server_malformed`, `interrupted` */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Closes kept connections, so that the process can end. */
  close(): void;
}

/** Nothing answered, or the answer broke off. Another try may help. */
export class Unreachable extends Problem {
  constructor(detail: string, options?: ErrorOptions) {
    super("server_unreachable", detail, options);
    this.name = "Unreachable";
  }
}

/** The largest honest answer is a request with its facts, which is far smaller. Bytes. */
const MAX_ANSWER = 262_144;

/** Codes of node:tls for which the certificate is at fault, and not the network. */
const CERTIFICATE_ERROR = /^(?:ERR_TLS_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH)/;

/** Those of them that mean only that no authority known here signed the certificate. */
const UNKNOWN_AUTHORITY = /^(?:SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF)/;

const TRUST_IT = texts.trustIt;
/** Another authority cures nothing for a certificate of another name, which an attacker between the two would show. */
const LOOK_AT_IT = texts.lookAtIt;

/** No authority known here signed the server's certificate. */
class UnknownAuthority extends Problem {
  constructor(detail: string, options?: ErrorOptions) {
    super("server_untrusted", detail, options);
    this.name = "UnknownAuthority";
  }
}

/** Codes that node:tls gives if the answer is not TLS at all. */
const NO_TLS_THERE: ReadonlySet<string> = new Set([
  "EPROTO",
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
]);

/** Begins the span of a request, for those who trace what a command does. */
export type TraceRequest = (
  method: string,
  url: string,
) => {
  /** The header by which the server joins its own spans. */
  readonly traceparent: string;
  /** @param status undefined where no answer came */
  end(status: number | undefined): void;
};

/**
 * @param stop ends every request (Ctrl-C)
 * @param traced the server whose requests are traced: an API that is asked beside it hears of no trace. Undefined where nothing is.
 */
export function createHttp(
  stop: AbortSignal,
  traced?: { readonly issuer: string; readonly trace: TraceRequest },
): Http {
  const untraced = untracedHttp(stop);
  if (traced === undefined) return untraced;
  return {
    ...untraced,
    async send(request) {
      if (new URL(request.url).origin !== new URL(traced.issuer).origin) return untraced.send(request);
      const { traceparent, end } = traced.trace(request.method, request.url);
      let status: number | undefined;
      try {
        const answer = await untraced.send({ ...request, headers: { ...request.headers, traceparent } });
        status = answer.status;
        return answer;
      } finally {
        end(status);
      }
    },
  };
}

function untracedHttp(stop: AbortSignal): Http {
  const ways = new Map<keyof typeof OPEN, Promise<Way>>();
  /** True once a server was found that only this system's authorities vouch for. */
  let asksSystem = false;
  const open = (kind: keyof typeof OPEN): Promise<Way> => {
    const way = ways.get(kind) ?? OPEN[kind]();
    ways.set(kind, way);
    return way;
  };
  const wayFor = (url: string): Promise<Way> =>
    open(url.startsWith("https:") ? (asksSystem ? "tlsBySystem" : "tls") : "plain");
  return {
    async send(request) {
      try {
        return await send(request, stop, await wayFor(request.url));
      } catch (error) {
        if (!(error instanceof UnknownAuthority)) throw error;
        // The server has shown its certificate, and nothing was sent to it yet.
        const answer = await send(request, stop, await open("tlsBySystem"));
        asksSystem = true;
        return answer;
      }
    },
    close: () => {
      for (const way of ways.values()) void way.then(({ agent }) => agent.destroy());
      ways.clear();
    },
  };
}

interface Way {
  readonly request: typeof request;
  readonly agent: Agent;
}

async function openPlain(): Promise<Way> {
  const http = await nodeHttp();
  return { request: http.request, agent: new http.Agent({ keepAlive: true }) };
}

async function openTls(): Promise<Way> {
  const https = await nodeHttps();
  // This is set explicitly: NODE_TLS_REJECT_UNAUTHORIZED=0, which many carry along for another tool, must not turn it
  // off.
  return { request: https.request, agent: new https.Agent({ keepAlive: true, rejectUnauthorized: true }) };
}

/**
 * The same with the authorities that this system trusts, as its browsers do. Nearly every organisation puts its own there. They are read only
 * where Node's own were not enough, since that takes a moment. A Node before 22.15 can't read them: it continues with its own.
 */
async function openTlsBySystem(): Promise<Way> {
  const { getCACertificates } = process.getBuiltinModule?.("node:tls") ?? {};
  if (getCACertificates === undefined) return openTls();
  const https = await nodeHttps();
  const ca = [...getCACertificates("default"), ...getCACertificates("system")];
  return { request: https.request, agent: new https.Agent({ keepAlive: true, rejectUnauthorized: true, ca }) };
}

const OPEN = { plain: openPlain, tls: openTls, tlsBySystem: openTlsBySystem };

function send(
  { method, url, headers = {}, body, timeout, heardOut }: HttpRequest,
  stop: AbortSignal,
  way: Way,
): Promise<HttpAnswer> {
  const given = heardOut === undefined || stop.aborted ? { signal: stop, forget: undefined } : later(stop, heardOut);
  const signal = AbortSignal.any([given.signal, AbortSignal.timeout(timeout)]);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    const options = {
      method,
      signal,
      agent: way.agent,
      headers: {
        accept: "application/json",
        "user-agent": `nearside/${VERSION}`,
        ...headers,
        ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
      },
    };
    const sent = way.request(url, options, resolve);
    sent.on("error", reject);
    // with no answer, as after one that switches protocols
    sent.on("close", () => reject(new Unreachable("(no answer)")));
    sent.end(body);
  });
  return answered
    .then(readAnswer)
    .catch((error: unknown) => {
      throw failureOf(error, stop);
    })
    .finally(given.forget);
}

async function readAnswer(answer: IncomingMessage): Promise<HttpAnswer> {
  try {
    return { status: answer.statusCode ?? 0, headers: answer.headers, text: await readText(answer) };
  } catch (error) {
    answer.destroy();
    throw error;
  }
}

/** A signal that is aborted so long after another one, unless it is forgotten by then. */
function later(stop: AbortSignal, duration: number): { readonly signal: AbortSignal; readonly forget: () => void } {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(() => over.abort(), duration);
  };
  stop.addEventListener("abort", begin, { once: true });
  const forget = (): void => {
    stop.removeEventListener("abort", begin);
    clearTimeout(timer);
  };
  return { signal: over.signal, forget };
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    if (!(chunk instanceof Buffer)) throw new TypeError("a response without an encoding gives buffers");
    length += chunk.length;
    if (length > MAX_ANSWER) throw new Problem("server_malformed", "(answer too long)");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function failureOf(error: unknown, stop: AbortSignal): Problem {
  if (error instanceof Problem) return error;
  if (stop.aborted) return new Problem("interrupted", undefined, { cause: error });
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (UNKNOWN_AUTHORITY.test(code)) return new UnknownAuthority(`${TRUST_IT} (${code})`, { cause: error });
  if (CERTIFICATE_ERROR.test(code)) return new Problem("server_untrusted", `${LOOK_AT_IT} (${code})`, { cause: error });
  if (NO_TLS_THERE.has(code)) return new Unreachable(texts.noTls, { cause: error });
  const timedOut = code === "ABORT_ERR" || code === "";
  return new Unreachable(timedOut ? "(no answer in time)" : `(${code})`, { cause: error });
}
