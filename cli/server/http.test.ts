import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createPlainServer } from "node:http";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { problemOf } from "../problems/problem.ts";
import { listenOnLoopback } from "../testing/listen-on-loopback.ts";
import { selfSigned } from "../testing/self-signed.ts";
import { createHttp } from "./http.ts";

let folder: string;
let server: Server;
let port = 0;
let requests = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-tls-"));
  const names = ["-addext", "subjectAltName=DNS:localhost", "-days", "2"];
  server = createServer(selfSigned(folder, "/CN=localhost", ...names), (_request, response) => {
    requests += 1;
    response.end("{}");
  });
  port = await listenOnLoopback(server);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

describe("a server whose certificate nobody vouches for", () => {
  it.each(["", "0"])("hears nothing, whatever the environment says (%j)", async (setting) => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", setting);
    const http = createHttp(new AbortController().signal);
    const sent = http.send({ method: "POST", url: `https://localhost:${port}/`, body: "secret", timeout: 30_000 });
    const code = await sent.then(
      () => "answered",
      (error: unknown) => problemOf(error).code,
    );
    http.close();
    expect(code).toBe("server_untrusted");
    expect(requests).toBe(0);
  });
});

describe("an authority that only this system trusts, not Node", () => {
  const program = `
    const { createHttp } = await import(${JSON.stringify(import.meta.resolve("./http.ts"))});
    const http = createHttp(new AbortController().signal);
    const ask = () => http.send({ method: "POST", url: process.argv[1], body: "secret", timeout: 30_000 });
    const said = await Promise.all([1, 2].map(() => ask().then(({ status }) => status, ({ code }) => code)));
    console.log([...said, await ask().then(({ status }) => status, ({ code }) => code)].join("\\n"));
    http.close();`;
  const heardWith = async (authorities: string, url: string) => {
    const env = { PATH: process.env["PATH"], SSL_CERT_FILE: authorities, SSL_CERT_DIR: "/nowhere" };
    const args = ["--input-type=module", "--eval", program, url];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return stdout.trim().split("\n");
  };

  it("is trusted, as by the system's browsers", async () => {
    const before = requests;
    expect(await heardWith(join(folder, "cert.pem"), `https://localhost:${port}/`)).toEqual(["200", "200", "200"]);
    expect(requests - before).toBe(3);
  });

  it("is not trusted for another name, nor where the system does not know it either", async () => {
    const before = requests;
    const refused = ["server_untrusted", "server_untrusted", "server_untrusted"];
    expect(await heardWith(join(folder, "cert.pem"), `https://127.0.0.1:${port}/`)).toEqual(refused);
    expect(await heardWith("/dev/null", `https://localhost:${port}/`)).toEqual(refused);
    expect(requests - before).toBe(0);
  });
});

it("lets nobody trust an authority for a certificate of another name, which somebody else may show", async () => {
  const before = getCACertificates();
  setDefaultCACertificates([...before, readFileSync(join(folder, "cert.pem"), "utf8")]);
  const http = createHttp(new AbortController().signal);
  const sent = http.send({ method: "GET", url: `https://127.0.0.1:${port}/`, timeout: 30_000 });
  const problem = await sent.then(() => undefined, problemOf);
  http.close();
  setDefaultCACertificates(before);
  expect(problem?.code).toBe("server_untrusted");
  expect(problem?.message).toMatch(/Do not continue.*\(ERR_TLS_CERT_ALTNAME_INVALID\)$/);
  expect(problem?.message).not.toContain("NODE_EXTRA_CA_CERTS");
});

it("says that no https is spoken where plain http answers, and what to type instead", async () => {
  const plain = createPlainServer((_request, response) => response.end("{}"));
  const at = await listenOnLoopback(plain);
  const http = createHttp(new AbortController().signal);
  const sent = http.send({ method: "GET", url: `https://127.0.0.1:${at}/`, timeout: 30_000 });
  const problem = await sent.then(() => undefined, problemOf);
  http.close();
  plain.close();
  expect(problem?.code).toBe("server_unreachable");
  expect(problem?.message).toMatch(/Nothing speaks https.*http:\/\/localhost/);
  expect(problem?.message).not.toMatch(/EPROTO/);
});

it("takes an answer that switches protocols for none, and does not wait for another", async () => {
  const switching = createPlainServer((request) => {
    request.socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  });
  const url = `http://localhost:${await listenOnLoopback(switching)}/`;
  const http = createHttp(new AbortController().signal);
  const sent = http.send({ method: "GET", url, timeout: 600_000 });
  await expect(sent).rejects.toMatchObject({ code: "server_unreachable" });
  http.close();
  switching.close();
});
