import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { Problem } from "../problem.ts";

// node:http and not fetch: it follows no redirect, and it is there 30 ms earlier, which a person waits for at every login.

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Without an answer for so long, the request is given up as unreachable. Milliseconds. */
  readonly timeout: number;
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

/** Nothing answered, or the answer broke off: worth another try. */
export class Unreachable extends Problem {
  constructor(detail: string, options?: ErrorOptions) {
    super("server_unreachable", detail, options);
    this.name = "Unreachable";
  }
}

/** Bytes. The largest honest answer is a request with its facts, far below. */
const MAX_ANSWER = 262_144;

/** What node:tls says where the certificate is at fault, and not the network. */
const CERTIFICATE_ERROR = /^(?:ERR_TLS_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH)/;

/** @param stop ends every request (Ctrl-C) */
export function createHttp(stop: AbortSignal): Http {
  const plain = new HttpAgent({ keepAlive: true });
  // Said in so many words: NODE_TLS_REJECT_UNAUTHORIZED=0, which many carry along for another tool, must not turn this off.
  const secure = new HttpsAgent({ keepAlive: true, rejectUnauthorized: true });
  return {
    send: (request) => send(request, stop, { plain, secure }),
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

function send(
  { method, url, headers = {}, body, timeout }: HttpRequest,
  stop: AbortSignal,
  agents: { readonly plain: HttpAgent; readonly secure: HttpsAgent },
): Promise<HttpAnswer> {
  const tls = url.startsWith("https:");
  const signal = AbortSignal.any([stop, AbortSignal.timeout(timeout)]);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(failureOf(error, stop));
    const options = {
      method,
      signal,
      agent: tls ? agents.secure : agents.plain,
      headers: {
        accept: "application/json",
        "user-agent": "nearside",
        ...headers,
        ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
      },
    };
    const sent = (tls ? requestHttps : requestHttp)(url, options, (answer) => {
      readText(answer).then(
        (text) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
        (error: unknown) => {
          answer.destroy();
          fail(error);
        },
      );
    });
    sent.on("error", fail);
    sent.end(body);
  });
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
  if (CERTIFICATE_ERROR.test(code)) return new Problem("server_untrusted", `(${code})`, { cause: error });
  const timedOut = code === "ABORT_ERR" || code === "";
  return new Unreachable(timedOut ? "(no answer in time)" : `(${code})`, { cause: error });
}
