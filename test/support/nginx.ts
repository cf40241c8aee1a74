// nginx of Debian in front of several processes of the server, by the configuration that we ship.
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AtEnd } from "./at-end.ts";
import type { ServerCertificate } from "./certificates.ts";
import { type Process, startProcess } from "./process.ts";
import { repository } from "./repository.ts";
import { until } from "./until.ts";

const NGINX = "/usr/sbin/nginx";
const STARTED_MS = 20_000;
const CONFIGURATION = join(repository, "deploy/nginx.conf");

/** The first port of the processes in what we ship. */
const SHIPPED_PORT = 4790;

/** The header in which each answer says which process gave it; the last one, where others did not take the request. */
export const PROCESS_HEADER = "X-Process";

/** It listens at this port of this computer: with that certificate, or without TLS if none is given. */
interface Front {
  readonly port: number;
  readonly tls: ServerCertificate | undefined;
}

/** Takes turns between those ports of this computer. */
export async function startNginx(atEnd: AtEnd, front: Front, behind: readonly number[]): Promise<Process> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-nginx-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join("\n");
  const ours = configurationFor(front, behind);
  const whole = `daemon off; worker_processes 1; pid ${join(folder, "pid")}; error_log stderr warn;
events { worker_connections 512; }
http { access_log off; add_header ${PROCESS_HEADER} $upstream_addr always; ${temporary}
${ours} }`;
  const file = join(folder, "nginx.conf");
  await writeFile(file, whole);
  const nginx = await startProcess({ command: NGINX, args: ["-c", file, "-p", folder, "-e", "stderr"], env: {} });
  atEnd(async () => void (await nginx.stop()));
  await untilAnswered(front, nginx);
  return nginx;
}

/** Waits until the front hands requests on. @throws Error with what it said, if it does not */
export async function untilAnswered({ port, tls }: Front, front: Process): Promise<void> {
  const answers = () =>
    fetch(`${tls === undefined ? "http" : "https"}://localhost:${port}/healthz`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    );
  await until(answers, STARTED_MS, () => `the front does not answer:\n${front.stderr()}`);
}

/** The configuration that we ship, but for ports, for the place of the certificate, and for TLS where it is not the matter. */
function configurationFor({ port, tls }: Front, behind: readonly number[]): string {
  const text = onPorts(readFileSync(CONFIGURATION, "utf8"), behind).replace(
    "listen 443 ssl",
    `listen 127.0.0.1:${port} ssl`,
  );
  if (tls !== undefined)
    return text
      .replace("/etc/nearside/cert.pem", tls.certificateFile)
      .replace("/etc/nearside/key.pem", tls.keyFile)
      .replace("login.example.com", "localhost");
  return text.replace(`:${port} ssl;`, `:${port};`).replace(/^ *(?:ssl_|http2 ).*\n/gm, "");
}

/** The processes of a configuration that we ship, on other ports, and no more of them than there are. */
export function onPorts(text: string, ports: readonly number[]): string {
  return text
    .replace(/^ *server 127\.0\.0\.1:(\d+) .*\n/gm, (line, shipped: string) => {
      const port = ports[Number(shipped) - SHIPPED_PORT];
      return port === undefined ? "" : line.replace(shipped, String(port));
    })
    .replace(/ 127\.0\.0\.1:(479\d)\b/g, (_, shipped: string) => {
      const port = ports[Number(shipped) - SHIPPED_PORT];
      return port === undefined ? "" : ` 127.0.0.1:${port}`;
    });
}
