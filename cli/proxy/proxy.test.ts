import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Problem } from "../problems/problem.ts";
import { curl, type ProxiedApi, startProxiedApi, TOKEN } from "../testing/proxied-api.ts";

let api: ProxiedApi;
let folder: string;
beforeEach(async () => {
  api = await startProxiedApi();
  folder = await mkdtemp(join(tmpdir(), "nearside-proxy-"));
});
afterEach(async () => {
  api.close();
  await rm(folder, { recursive: true });
});

describe("the proxy", () => {
  it("adds token and proof, and leaves what the tool brought", async () => {
    const { base } = await api.proxyTo(api.origin);
    const brought = [
      "Authorization: Bearer mine",
      "DPoP: forged",
      "Cookie: a=b",
      "Connection: X-Hop",
      "X-Hop: 1",
      "X-Own: 2",
    ];
    const response = await curl([...brought.flatMap((line) => ["-H", line]), `${base}/orders?of=mine`]);
    expect(response).toEqual({ status: "200", body: "an answer" });
    const [request] = api.seen;
    expect(request?.url).toBe("/orders?of=mine");
    expect(request?.headers).toMatchObject({
      authorization: `DPoP ${TOKEN}`,
      "x-own": "2",
      host: new URL(api.origin).host,
    });
    expect(request?.headers).not.toHaveProperty("cookie");
    expect(request?.headers).not.toHaveProperty("x-hop");
    const { claims, jkt } = await verifyDpop(request?.headers["dpop"], "GET", `${api.origin}/orders`);
    expect([jkt, claims.ath]).toEqual([api.key.signer.thumbprint, await sha256Base64url(TOKEN)]);
    await curl([`${base}/orders`]);
    const second = await verifyDpop(api.seen[1]?.headers["dpop"], "GET", `${api.origin}/orders`);
    expect(second.claims.jti).not.toBe(claims.jti);
  });

  it("sends a request again where the API wants a nonce, with its body, and keeps the nonce", async () => {
    api.answer = (request, response, body) => {
      const { nonce } = JSON.parse(
        Buffer.from(String(request.headers["dpop"]).split(".")[1] ?? "", "base64url").toString(),
      );
      if (nonce === "n1") return void response.end(`took ${body}`);
      response.writeHead(401, { "www-authenticate": 'DPoP error="use_dpop_nonce"', "dpop-nonce": "n1" }).end();
    };
    const { base } = await api.proxyTo(api.origin);
    expect(await curl(["-d", "two bagels", `${base}/orders`])).toEqual({ status: "200", body: "took two bagels" });
    expect(await curl(["-d", "one coffee", `${base}/orders`])).toEqual({ status: "200", body: "took one coffee" });
    expect(api.seen.map(({ body }) => body)).toEqual(["two bagels", "two bagels", "one coffee"]);
  });

  it("asks for a long body again, and then takes it", async () => {
    api.answer = (request, response, body) => {
      const { nonce } = JSON.parse(
        Buffer.from(String(request.headers["dpop"]).split(".")[1] ?? "", "base64url").toString(),
      );
      if (nonce === "n1") return void response.end(`took ${body.length}`);
      response.writeHead(401, { "www-authenticate": 'DPoP error="use_dpop_nonce"', "dpop-nonce": "n1" }).end();
    };
    const { base } = await api.proxyTo(api.origin);
    const file = join(folder, "long");

    await writeFile(file, "x".repeat(3_000_000));
    const sent = await curl(["--retry", "2", "--retry-delay", "1", "--data-binary", `@${file}`, `${base}/orders`]);
    expect(sent).toMatchObject({ status: "200", body: expect.stringContaining("took 3000000") });
  });

  it("follows no redirect, and names itself in one", async () => {
    api.answer = (request, response) =>
      void response
        .writeHead(302, {
          location: request.url === "/a" ? `${api.origin}/b?c` : "https://elsewhere.example/",
          "set-cookie": "a=b",
        })
        .end();
    const { base } = await api.proxyTo(api.origin);
    expect((await curl(["-D", "-", `${base}/a`])).body).toMatch(/^location: \/b\?c\r$/im);
    const away = (await curl(["-D", "-", `${base}/x`])).body;
    expect(away).toMatch(/^location: https:\/\/elsewhere\.example\/\r$/im);
    expect(away).not.toMatch(/set-cookie/i);
    expect(api.seen).toHaveLength(2);
  });

  it("passes on what is said bit by bit, at once", async () => {
    let finish: () => void = () => undefined;
    api.answer = (_request, response) => {
      response.write("first");
      finish = () => response.end(" last");
    };
    const { base } = await api.proxyTo(api.origin);
    const outgoing = requestHttp(`${base}/events`).end();
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    const [first] = (await once(response, "data")) as [Buffer];
    expect(first.toString()).toBe("first");
    finish();
    expect(await text(response)).toBe(" last");
  });

  it("carries a switched protocol both ways", async () => {
    const { base } = await api.proxyTo(api.origin);
    const { host, port } = new URL(base);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`GET /shell HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nyou`);
    let received = "";
    for await (const chunk of socket) {
      received += String(chunk);
      if (received.endsWith("hello you")) break;
    }
    expect(received).toMatch(/^HTTP\/1\.1 101 .*hello you$/s);
    await verifyDpop(api.seen[0]?.headers["dpop"], "GET", `${api.origin}/shell`);
  });

  it("says why where there is no token, or no API", async () => {
    const signedOut = await api.proxyTo(api.origin, { current: () => Promise.reject(new Problem("not_signed_in")) });
    expect(await curl([`${signedOut.base}/`])).toMatchObject({
      status: "503",
      body: expect.stringContaining("nearside login"),
    });
    const nobody = await api.proxyTo("http://127.0.0.1:9");
    expect(await curl([`${nobody.base}/`])).toMatchObject({
      status: "502",
      body: expect.stringContaining("ECONNREFUSED"),
    });
    expect(api.failures).toEqual(["not_signed_in", "server_unreachable"]);
    expect(api.seen).toEqual([]);
  });
});
