import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

type How = (answer: ServerResponse) => unknown;

/** A host on this computer's loopback, over TLS, at which programs describe themselves. */
export interface DocumentHost {
  /** `https://localhost:…` */
  readonly origin: string;
  readonly host: string;
  /** PEM file and its text, by which the host is trusted. */
  readonly certificateFile: string;
  readonly certificate: string;
  /** Every path that was asked for. */
  readonly requests: readonly string[];
  /** Says what it answers at that path from now on. */
  readonly answers: (path: string, how: How) => void;
  /** Publishes a description there. @returns its address, which is the program's id */
  readonly publish: (
    path: string,
    twist?: Readonly<Record<string, unknown>>,
    headers?: Record<string, string>,
  ) => string;
  readonly close: () => Promise<void>;
}

export async function startDocumentHost(): Promise<DocumentHost> {
  const folder = mkdtempSync(join(tmpdir(), "nearside-documents-"));
  const [key, cert] = [join(folder, "key"), join(folder, "cert")];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost"];
  const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", ["req", "-x509", ...made, ...names, "-keyout", key, "-out", cert], { stdio: "ignore" });
  const certificate = readFileSync(cert, "utf8");
  const hows = new Map<string, How>();
  const requests: string[] = [];
  const server = createServer({ key: readFileSync(key), cert: certificate }, ({ url = "" }, answer) => {
    requests.push(url);
    const how = hows.get(url);
    if (how === undefined) answer.writeHead(404).end();
    else how(answer);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  const origin = `https://${host}`;
  return {
    origin,
    host,
    certificateFile: cert,
    certificate,
    requests,
    answers: (path, how) => void hows.set(path, how),
    publish: (path, twist = {}, headers = {}) => {
      const about = {
        client_id: origin + path,
        client_name: "Agent of the example",
        redirect_uris: ["http://127.0.0.1/callback", "https://agent.example/callback"],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        ...twist,
      };
      hows.set(path, (answer) =>
        answer.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(about)),
      );
      return origin + path;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true });
    },
  };
}
