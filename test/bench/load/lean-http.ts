import { Agent, request } from "node:http";

// A client that is small enough to measure a server: one keep-alive connection for each request in flight.

export interface LeanAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface LeanRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface LeanHttp {
  readonly origin: string;
  send(request: LeanRequest): Promise<LeanAnswer>;
  close(): void;
}

export const FORM = { "content-type": "application/x-www-form-urlencoded" } as const;
export const JSON_BODY = { "content-type": "application/json" } as const;

/** @param ports of the servers behind that origin: each request goes to the next of them */
export function leanHttp(origin: string, ports = [Number(new URL(origin).port)]): LeanHttp {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname, host } = new URL(origin);
  let sent = 0;
  const nextAddress = () => {
    const port = ports[sent % ports.length];
    sent += 1;
    // the servers listen on 127.0.0.1; what they are called is in the header
    return { host: hostname === "localhost" ? "127.0.0.1" : hostname, port };
  };
  return {
    origin,
    send: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
        const all = { host, ...headers, ...length };
        const asking = request({ ...nextAddress(), agent, method, path, headers: all }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => {
            const { statusCode = 0, headers: received } = answer;
            resolve({ status: statusCode, headers: received, body: Buffer.concat(chunks).toString() });
          });
        });
        asking.on("error", reject);
        asking.end(body);
      }),
    close: () => agent.destroy(),
  };
}
