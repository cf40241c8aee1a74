import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../kit/free-port.ts";
import type { AtEnd } from "../support/at-end.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import type { Contender } from "./contender.ts";
import { cpuMicroseconds, residentBytes } from "./cpu-time.ts";
import { JSON_BODY, leanHttp } from "./load/lean-http.ts";
import { LOGIN_WORK, REFRESH_WORK } from "./login-work.ts";

/** The server of `limit/limit-server.ts`: what the protocol costs at least. */
export async function limitContender(atEnd: AtEnd): Promise<Contender> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-limit-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const limit = await startProcess({
    command: process.execPath,
    args: [join(repository, "test/bench/limit/limit-server.ts"), String(port), folder],
    env: { PATH: process.env["PATH"] ?? "" },
  });
  atEnd(async () => void (await limit.stop()));
  await limit.printed(/It answers/);

  const http = leanHttp(`http://localhost:${port}`);
  atEnd(async () => http.close());
  const bodies = [...LOGIN_WORK, REFRESH_WORK].map(({ request }) => JSON.stringify({ sent: "s".repeat(request) }));
  const exchange = async (number: number): Promise<void> => {
    const body = bodies[number] ?? "";
    const { status } = await http.send({ method: "POST", path: `/${number}`, headers: JSON_BODY, body });
    if (status !== 200) throw new Error(`the limit server answered ${status}`);
  };
  return {
    cpu: () => cpuMicroseconds(limit.pid),
    resident: () => residentBytes(limit.pid),
    login: async () => {
      for (const number of LOGIN_WORK.keys()) await exchange(number);
    },
    refresh: () => exchange(LOGIN_WORK.length),
  };
}
