import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Credential } from "../credentials/credential.ts";
import { newSoftwareKey, type SoftwareKey } from "../keys/software-key.ts";
import type { Peer, PeerOf } from "../peer/peer.ts";
import { createProver } from "../proxy/prover.ts";
import { type ProxyAddress, type RunningProxy, startProxy } from "../proxy/proxy.ts";
import { createRemedies, type RemedyPlace } from "../proxy/remedies.ts";
import { createStepUp, type StepUpPlace } from "../proxy/step-up.ts";
import { upstreamOf } from "../proxy/upstream.ts";
import { listenOnLoopback } from "./listen-on-loopback.ts";

// For tests: an API over real sockets with the proxy before it, and curl, which sends the requests.

export const SECRET = "the-secret-of-this-run";
export const TOKEN = "the.access.token";
const CURL: Peer = { account: "same", process: "/usr/bin/curl", forwarded: "no" };

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

interface Proxied {
  readonly peerOf?: PeerOf;
  readonly address?: ProxyAddress;
  readonly current?: () => Promise<Credential>;
  readonly renew?: RemedyPlace["renew"];
  readonly explain?: RemedyPlace["explain"];
  readonly demanded?: StepUpPlace["demanded"];
}

export interface ProxiedApi {
  readonly origin: string;
  /** The session key that the token is bound to. */
  readonly key: SoftwareKey;
  /** The requests that reached the API. */
  readonly seen: { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** The problems that the proxies told of. */
  readonly failures: string[];
  answer: Answer;
  proxyTo(audience: string, options?: Proxied): Promise<RunningProxy>;
  close(): void;
}

export async function startProxiedApi(): Promise<ProxiedApi> {
  const key = await newSoftwareKey();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      api.seen.push({ url: request.url ?? "", headers: request.headers, body });
      api.answer(request, response, body);
    });
  });
  server.on("upgrade", (request: IncomingMessage, socket) => {
    api.seen.push({ url: request.url ?? "", headers: request.headers, body: "" });
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello ");
    socket.pipe(socket);
  });
  const port = await listenOnLoopback(server);
  const proxies: RunningProxy[] = [];
  const api: ProxiedApi = {
    origin: `http://127.0.0.1:${port}`,
    key,
    seen: [],
    failures: [],
    answer: (_request, response) => response.end("an answer"),
    proxyTo: async (audience, options = {}) => {
      const { peerOf = async () => CURL, address = { kind: "tcp", address: "127.0.0.1", port: 0 } } = options;
      const current = options.current ?? (async () => credentialOf(key));
      const prover = createProver(current, {
        now: () => Date.now(),
        random: randomBytes,
        sleep: async () => undefined,
      });
      const failed = ({ code }: { readonly code: string }): void => void api.failures.push(code);
      const { renew = async () => false, demanded = async () => undefined, explain = async () => undefined } = options;
      const remedies = createRemedies({ prover, renew, explain, stepUp: createStepUp({ demanded, failed }) });
      const place = { upstream: upstreamOf(audience), prover, remedies, peerOf, secret: SECRET, failed };
      const proxy = await startProxy(place, address);
      proxies.push(proxy);
      return proxy;
    },
    close: () => {
      for (const proxy of proxies) proxy.close();
      server.close();
      server.closeAllConnections();
    },
  };
  return api;
}

/** The credential as far as the proxy looks at it. */
export const credentialOf = (key: SoftwareKey): Credential => ({
  issuer: "https://login.example.com",
  user: { id: "us_1", name: "alice" },
  client_id: "nearside-cli",
  resource: [],
  scope: "",
  device_statement: "",
  request: "",
  expires_at: 0,
  clock_offset: 0,
  session_key: key.jwk,
  access_token: TOKEN,
  refresh_token: "r",
});

/** Runs curl, by another account if one is named. */
export async function curl(args: readonly string[], uid?: number): Promise<{ status: string; body: string }> {
  const child = spawn("curl", ["-s", "-m", "20", "-w", "\n%{http_code}", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: "/",
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const output = await text(child.stdout);
  const end = output.lastIndexOf("\n");
  return { status: output.slice(end + 1), body: output.slice(0, end) };
}
