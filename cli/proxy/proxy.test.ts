import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request as requestHttp, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { sha256Base64url } from "@nearside/shared/sha256.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Credential } from "../credentials/credential.ts";
import { newSoftwareKey, type SoftwareKey } from "../keys/software-key.ts";
import { createPeerCheck, type Peer, type PeerOf } from "../listener/peer.ts";
import { Problem } from "../problem.ts";
import { createProver } from "./prover.ts";
import { type ProxyAddress, type RunningProxy, startProxy } from "./proxy.ts";
import { upstreamOf } from "./upstream.ts";

// A real API over real sockets, asked by real programs; a second account, which only root can take on, as all of this suite runs.

const STRANGER = 54_321;
const SECRET = "the-secret-of-this-run";
const LOOPBACK = { kind: "tcp", address: "127.0.0.1", port: 0 } as const;
const SAME: Peer = { account: "same", process: "/usr/bin/curl", forwarded: "no" };

let seen: { url: string; headers: IncomingMessage["headers"]; body: string; method: string }[];
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
let origin: string;
let key: SoftwareKey;
let failures: string[];
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  seen = [];
  failures = [];
  answer = (_request, response) => response.end("an answer");
  key = await newSoftwareKey();
  const api = createServer((request, response) => {
    void text(request).then((body) => {
      seen.push({ url: request.url ?? "", headers: request.headers, body, method: request.method ?? "" });
      answer(request, response, body);
    });
  });
  api.on("upgrade", (request: IncomingMessage, socket) => {
    seen.push({ url: request.url ?? "", headers: request.headers, body: "", method: "GET" });
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello ");
    socket.pipe(socket);
  });
  api.listen(0, "127.0.0.1");
  await once(api, "listening");
  ends.push(() => {
    api.close();
    api.closeAllConnections();
  });
  origin = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function proxyTo(
  audience: string,
  {
    peerOf = (async () => SAME) as PeerOf,
    address = LOOPBACK as ProxyAddress,
    current = async () => credential(),
  } = {},
): Promise<RunningProxy> {
  const prover = createProver(current, { now: () => Date.now(), random: randomBytes });
  const failed = ({ code }: Problem): void => void failures.push(code);
  const proxy = await startProxy({ upstream: upstreamOf(audience), prover, peerOf, secret: SECRET, failed }, address);
  ends.unshift(proxy.close);
  return proxy;
}

/** What the proxy needs of one. */
const credential = (token = "the.access.token"): Credential => ({
  issuer: "https://login.example.com",
  user: { id: "us_1", name: "alice" },
  client_id: "nearside-cli",
  resource: [origin],
  scope: "",
  device_statement: "",
  request: "",
  expires_at: 0,
  clock_offset: 0,
  session_key: key.jwk,
  access_token: token,
  refresh_token: "r",
});

/** curl, by another account where one is named. */
async function curl(args: readonly string[], uid?: number): Promise<{ status: string; body: string }> {
  const child = spawn("curl", ["-s", "-m", "20", "-w", "\n%{http_code}", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: "/",
    env: { PATH: process.env["PATH"] },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const said = await text(child.stdout);
  const end = said.lastIndexOf("\n");
  return { status: said.slice(end + 1), body: said.slice(0, end) };
}

describe("the proxy", () => {
  it("adds token and proof, and leaves what the tool brought", async () => {
    const { base } = await proxyTo(origin);
    const brought = [
      "Authorization: Bearer mine",
      "DPoP: forged",
      "Cookie: a=b",
      "Connection: X-Hop",
      "X-Hop: 1",
      "X-Own: 2",
    ];
    const asked = await curl([...brought.flatMap((line) => ["-H", line]), `${base}/orders?of=mine`]);
    expect(asked).toEqual({ status: "200", body: "an answer" });
    const [request] = seen;
    expect(request?.url).toBe("/orders?of=mine");
    expect(request?.headers).toMatchObject({
      authorization: "DPoP the.access.token",
      "x-own": "2",
      host: new URL(origin).host,
    });
    expect(request?.headers).not.toHaveProperty("cookie");
    expect(request?.headers).not.toHaveProperty("x-hop");
    const { claims, jkt } = await verifyDpop(request?.headers["dpop"], "GET", `${origin}/orders`);
    expect([jkt, claims.ath]).toEqual([key.signer.thumbprint, await sha256Base64url("the.access.token")]);
    await curl([`${base}/orders`]);
    const second = await verifyDpop(seen[1]?.headers["dpop"], "GET", `${origin}/orders`);
    expect(second.claims.jti).not.toBe(claims.jti);
  });

  it("sends a request again where the API wants a nonce, with its body, and keeps the nonce", async () => {
    answer = (request, response, body) => {
      const { nonce } = JSON.parse(
        Buffer.from(String(request.headers["dpop"]).split(".")[1] ?? "", "base64url").toString(),
      );
      if (nonce === "n1") return void response.end(`took ${body}`);
      response.writeHead(401, { "www-authenticate": 'DPoP error="use_dpop_nonce"', "dpop-nonce": "n1" }).end();
    };
    const { base } = await proxyTo(origin);
    expect(await curl(["-d", "two bagels", `${base}/orders`])).toEqual({ status: "200", body: "took two bagels" });
    expect(await curl(["-d", "one coffee", `${base}/orders`])).toEqual({ status: "200", body: "took one coffee" });
    expect(seen.map(({ body }) => body)).toEqual(["two bagels", "two bagels", "one coffee"]);
  });

  it("asks for a long body again, and then takes it", async () => {
    answer = (request, response, body) => {
      const { nonce } = JSON.parse(
        Buffer.from(String(request.headers["dpop"]).split(".")[1] ?? "", "base64url").toString(),
      );
      if (nonce === "n1") return void response.end(`took ${body.length}`);
      response.writeHead(401, { "www-authenticate": 'DPoP error="use_dpop_nonce"', "dpop-nonce": "n1" }).end();
    };
    const { base } = await proxyTo(origin);
    const folder = await mkdtemp(join(tmpdir(), "nearside-proxy-"));
    ends.push(() => rm(folder, { recursive: true }));
    const file = join(folder, "long");

    await writeFile(file, "x".repeat(3_000_000));
    const sent = await curl(["--retry", "2", "--retry-delay", "1", "--data-binary", `@${file}`, `${base}/orders`]);
    expect(sent).toMatchObject({ status: "200", body: expect.stringContaining("took 3000000") });
  });

  it("follows no redirect, and names itself in one", async () => {
    answer = (request, response) =>
      void response
        .writeHead(302, {
          location: request.url === "/a" ? `${origin}/b?c` : "https://elsewhere.example/",
          "set-cookie": "a=b",
        })
        .end();
    const { base } = await proxyTo(origin);
    expect((await curl(["-D", "-", `${base}/a`])).body).toMatch(/^location: \/b\?c\r$/im);
    const away = (await curl(["-D", "-", `${base}/x`])).body;
    expect(away).toMatch(/^location: https:\/\/elsewhere\.example\/\r$/im);
    expect(away).not.toMatch(/set-cookie/i);
    expect(seen).toHaveLength(2);
  });

  it("passes on what is said bit by bit, at once", async () => {
    let finish: () => void = () => undefined;
    answer = (_request, response) => {
      response.write("first");
      finish = () => response.end(" last");
    };
    const { base } = await proxyTo(origin);
    const asked = requestHttp(`${base}/events`).end();
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    const [first] = (await once(response, "data")) as [Buffer];
    expect(first.toString()).toBe("first");
    finish();
    expect(await text(response)).toBe(" last");
  });

  it("carries a switched protocol both ways", async () => {
    const { base } = await proxyTo(origin);
    const { host, port } = new URL(base);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`GET /shell HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nyou`);
    let said = "";
    for await (const chunk of socket) {
      said += String(chunk);
      if (said.endsWith("hello you")) break;
    }
    expect(said).toMatch(/^HTTP\/1\.1 101 .*hello you$/s);
    await verifyDpop(seen[0]?.headers["dpop"], "GET", `${origin}/shell`);
  });

  it("says why where there is no token, or no API", async () => {
    const signedOut = await proxyTo(origin, { current: () => Promise.reject(new Problem("not_signed_in")) });
    expect(await curl([`${signedOut.base}/`])).toMatchObject({
      status: "503",
      body: expect.stringContaining("nearside login"),
    });
    const nobody = await proxyTo("http://127.0.0.1:9");
    expect(await curl([`${nobody.base}/`])).toMatchObject({
      status: "502",
      body: expect.stringContaining("ECONNREFUSED"),
    });
    expect(failures).toEqual(["not_signed_in", "server_unreachable"]);
    expect(seen).toEqual([]);
  });
});

describe("the proxy refuses", () => {
  it.each([
    ["a page's fetch", ["-H", "Origin: https://evil.example"], "/"],
    ["a page's navigation", ["-H", "Sec-Fetch-Site: none"], "/"],
    ["another name for it", ["-H", "Host: localhost"], "/"],
    ["a rebound name", ["-H", "Host: evil.example"], "/"],
    ["what lies beside its path", [], "/v10/orders"],
    ["what climbs out of its path", ["--path-as-is"], "/v1/../admin"],
    ["the same, hidden", ["--path-as-is"], "/v1/%2e%2e/admin"],
    ["another host as a path", ["--path-as-is"], "//evil.example/v1/orders"],
  ])("%s", async (_what, args, path) => {
    const { base } = await proxyTo(`${origin}/v1`);
    expect((await curl([`${base}/v1/orders`])).status).toBe("200");
    expect((await curl([...args, `${base}${path}`])).status).toMatch(/^40[34]$/);
    expect(seen).toHaveLength(1);
  });

  it("to be a forward proxy", async () => {
    const { base } = await proxyTo(origin);
    expect((await curl(["-x", base, `${origin}/orders`])).status).toMatch(/^40[34]$/);
    expect((await curl(["-x", base, "https://api.example.com/"])).status).toBe("000");
    expect(seen).toEqual([]);
  });

  it("another account, whatever it knows", async () => {
    const peerOf: PeerOf = createPeerCheck("linux", process.geteuid?.());
    const { base } = await proxyTo(origin, { peerOf });
    expect((await curl([`${base}/orders`])).status).toBe("200");
    const stranger = await curl(["-H", `Authorization: Bearer ${SECRET}`, `${base}/orders`], STRANGER);
    expect(stranger).toMatchObject({ status: "403", body: expect.stringContaining("other_account") });
    expect(seen).toHaveLength(1);
  });

  it("another account at its Unix socket", async () => {
    const folder = await mkdtemp(join(tmpdir(), "nearside-proxy-"));
    ends.push(() => rm(folder, { recursive: true }));
    const path = join(folder, "socket");
    const { base } = await proxyTo(origin, { address: { kind: "unix", path } });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const args = ["--unix-socket", path, `${base}/orders`];
    expect((await curl(args)).status).toBe("200");
    expect((await curl(args, STRANGER)).status).toBe("000");
    expect(seen).toHaveLength(1);
  });

  it.each([
    ["whom nobody knows", { account: "unknown", process: null, forwarded: "unknown" }, "401"],
    ["whom it can't see", { account: "same", process: null, forwarded: "unknown" }, "401"],
    ["who carries ports", { account: "same", process: "/usr/sbin/sshd", forwarded: "yes" }, "403"],
  ] as const)("one %s, unless they bring the secret", async (_who, peer, status) => {
    const { base } = await proxyTo(origin, { peerOf: async () => peer });
    expect((await curl([`${base}/`])).status).toBe(status);
    expect((await curl(["-H", "Authorization: Bearer guessed", `${base}/`])).status).toBe(status);
    expect(seen).toEqual([]);
    expect((await curl(["-H", `Authorization: Bearer ${SECRET}`, `${base}/`])).status).toBe("200");
    expect((await curl(["-u", `any:${SECRET}`, `${base}/`])).status).toBe("200");
  });

  it("not kubectl, which carries ports elsewhere but asks for itself", async () => {
    const peer: Peer = { account: "same", process: "/usr/bin/kubectl", forwarded: "yes" };
    const { base } = await proxyTo(origin, { peerOf: async () => peer });
    expect((await curl([`${base}/`])).status).toBe("200");
  });
});
