// nginx of Debian in front of several processes of the server, by the configuration that README shows.
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AtEnd } from "./at-end.ts";
import { startProcess } from "./process.ts";
import { repository } from "./repository.ts";
import { until } from "./until.ts";

const NGINX = "/usr/sbin/nginx";
const STARTED_MS = 20_000;
/** The configuration that README links to. */
const CONFIGURATION = join(repository, "docs/nginx.conf");

/** The header in which each answer says which process gave it; the last one, where others did not take the request. */
export const PROCESS_HEADER = "X-Process";

/** Takes turns between those two ports of this computer. */
export async function startNginx(atEnd: AtEnd, port: number, behind: readonly [number, number]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-nginx-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join("\n");
  const ours = configurationFor(port, behind);
  const whole = `daemon off; worker_processes 1; pid ${join(folder, "pid")}; error_log stderr warn;
events { worker_connections 512; }
http { access_log off; add_header ${PROCESS_HEADER} $upstream_addr always; ${temporary}
${ours} }`;
  const file = join(folder, "nginx.conf");
  await writeFile(file, whole);
  const nginx = await startProcess({ command: NGINX, args: ["-c", file, "-p", folder, "-e", "stderr"], env: {} });
  atEnd(async () => void (await nginx.stop()));
  const answers = () =>
    fetch(`http://localhost:${port}/healthz`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    );
  await until(answers, STARTED_MS, () => `nginx does not answer:\n${nginx.stderr()}`);
}

/** What README shows, but for ports, and for TLS, which is not the matter here. */
function configurationFor(port: number, [first, second]: readonly [number, number]): string {
  return readFileSync(CONFIGURATION, "utf8")
    .replaceAll("127.0.0.1:4790", `127.0.0.1:${first}`)
    .replaceAll("127.0.0.1:4791", `127.0.0.1:${second}`)
    .replace("listen 443 ssl;", `listen 127.0.0.1:${port};`)
    .replace(/^ *ssl_certificate.*\n/gm, "");
}
