import { join } from "node:path";
import { freePort } from "../kit/free-port.ts";
import type { AtEnd } from "../support/at-end.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { cpuMicroseconds } from "./cpu-time.ts";
import { rawGets } from "./load/raw-get.ts";

/** A bare node:http that answers with as many bytes as the JWKS at that issuer. */
export async function startBareServer(atEnd: AtEnd, { issuer }: { readonly issuer: string }) {
  const document = await (await fetch(`${issuer}/oauth/jwks`)).text();
  const port = await freePort();
  const bare = await startProcess({
    command: process.execPath,
    args: [join(repository, "test/bench/limit/bare-server.ts"), String(port), String(document.length)],
    env: { PATH: process.env["PATH"] ?? "" },
  });
  atEnd(async () => void (await bare.stop()));
  await bare.printed(/It answers/);
  return {
    cpu: () => cpuMicroseconds(bare.pid),
    jwks: (count: number) => rawGets(`http://localhost:${port}`, "/oauth/jwks", count, 2),
  };
}
