// Caddy of Debian in front of several processes of the server, by the configuration that docs/how-to/operate-install.md links to, with its own TLS.
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AtEnd } from "./at-end.ts";
import type { ServerCertificate } from "./certificates.ts";
import { onPorts, untilAnswered } from "./nginx.ts";
import { type Process, startProcess } from "./process.ts";
import { repository } from "./repository.ts";

/** Takes turns between those ports. The certificate is ours, because nobody gives one to localhost. */
export async function startCaddy(
  atEnd: AtEnd,
  front: { readonly port: number; readonly tls: ServerCertificate },
  behind: readonly number[],
): Promise<Process> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-caddy-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const shipped = onPorts(readFileSync(join(repository, "deploy/Caddyfile"), "utf8"), behind);
  const { certificateFile, keyFile } = front.tls;
  const ours = shipped.replace(
    "login.example.com {",
    `https://localhost:${front.port} {\ntls ${certificateFile} ${keyFile}`,
  );
  const file = join(folder, "Caddyfile");
  await writeFile(file, `{\nadmin off\nauto_https disable_redirects\n}\n${ours}`);
  const caddy = await startProcess({
    command: "caddy",
    args: ["run", "--adapter", "caddyfile", "--config", file],
    env: { PATH: process.env["PATH"] ?? "", HOME: folder },
  });
  atEnd(async () => void (await caddy.stop()));
  await untilAnswered(front, caddy);
  return caddy;
}
