import { createServer, type IncomingHttpHeaders } from "node:http";
import { listenOnLoopback } from "./listen-on-loopback.ts";

// For tests: an API that gives the answers it is told to, and remembers the calls.

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface DemandingApi {
  readonly origin: string;
  readonly calls: ApiCall[];
  /** Called with the number of the call, counted from 1. */
  answer: (call: ApiCall, number: number) => Answer;
  close(): void;
}

export async function startDemandingApi(): Promise<DemandingApi> {
  const http = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = "", url: path = "", headers } = incoming;
    const call = { method, path, headers, body: Buffer.concat(chunks).toString() };
    api.calls.push(call);
    const { status, headers: answered, body = "answered" } = api.answer(call, api.calls.length);
    response.writeHead(status, answered).end(body);
  });
  const port = await listenOnLoopback(http);
  const api: DemandingApi = {
    origin: `http://127.0.0.1:${port}`,
    calls: [],
    answer: () => ({ status: 200 }),
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  };
  return api;
}
