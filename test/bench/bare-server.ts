import { join } from "node:path";
import { freePort } from "../kit/free-port.ts";
import type { AtEnd } from "../support/at-end.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { cpuMicroseconds } from "./cpu-time.ts";
import { rawGets } from "./load/raw-get.ts";

/** Headers that node:http writes by itself. */
const ITS_OWN = new Set(["date", "connection", "keep-alive", "transfer-encoding"]);

/** A bare node:http that answers with as many bytes, and the same headers, as the JWKS at that issuer. */
export async function startBareServer(atEnd: AtEnd, { issuer }: { readonly issuer: string }) {
  const answer = await fetch(`${issuer}/oauth/jwks`);
  const document = await answer.text();
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => !ITS_OWN.has(name)));
  const port = await freePort();
  const bare = await startProcess({
    command: process.execPath,
    args: [
      join(repository, "test/bench/limit/bare-server.ts"),
      String(port),
      String(document.length),
      JSON.stringify(headers),
    ],
    env: { PATH: process.env["PATH"] ?? "" },
  });
  atEnd(async () => void (await bare.stop()));
  await bare.printed(/It answers/);
  return {
    cpu: () => cpuMicroseconds(bare.pid),
    jwks: (count: number) => rawGets(`http://localhost:${port}`, "/oauth/jwks", count, 2),
  };
}
