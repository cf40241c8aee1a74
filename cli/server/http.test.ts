import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { problemOf } from "../problem.ts";
import { createHttp } from "./http.ts";

let folder: string;
let server: Server;
let port = 0;
let asked = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...made, ...subject], { stdio: "ignore" });
  server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_request, response) => {
    asked += 1;
    response.end("{}");
  });
  port = await new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
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
    const sent = http.send({ method: "POST", url: `https://localhost:${port}/`, body: "secret", timeout: 5000 });
    const code = await sent.then(
      () => "answered",
      (error: unknown) => problemOf(error).code,
    );
    http.close();
    expect(code).toBe("server_untrusted");
    expect(asked).toBe(0);
  });
});
