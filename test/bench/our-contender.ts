import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { freePort } from "../kit/free-port.ts";
import { jwksOf } from "../kit/keys.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { enrol } from "../steps/enrolling.ts";
import { openStage } from "../steps/stage.ts";
import type { AtEnd } from "../support/at-end.ts";
import { startServer } from "../support/nearside-server.ts";
import { AT_A_TIME, type IssuingContender } from "./contender.ts";
import { cpuMicroseconds, residentBytes } from "./cpu-time.ts";
import { clientAssertion } from "./load/client-assertion.ts";
import { FORM, leanHttp } from "./load/lean-http.ts";
import { ourLogin, ourRefresh, read } from "./load/our-login.ts";
import { quickSigner } from "./load/quick-signer.ts";
import { rawGets } from "./load/raw-get.ts";
import { Sessions } from "./load/sessions.ts";
import type { Postgres } from "./postgres.ts";

const API = "bench-api";
const AUDIENCE = "https://api.example.test";

/** One machine does in a minute what thousands do in a day. */
const UNLIMITED = {
  NEARSIDE_LIMIT_PER_ADDRESS: "1000000",
  NEARSIDE_LIMIT_LOGINS_PER_MACHINE: "1000000",
  NEARSIDE_LIMIT_OPEN_PER_MACHINE: "100000",
  NEARSIDE_LIMIT_OPEN_PER_USER: "100000",
  NEARSIDE_LIMIT_RECORDS_PER_USER: "1000000",
  NEARSIDE_LIMIT_REFRESHES_PER_USER: "1000000",
};

interface Installed {
  /** SQLite where it is left out. */
  readonly postgres?: Postgres;
  /** Servers on one database; every connection goes to the next of them. */
  readonly processes?: number;
}

/** Our own server as it ships, with one machine enrolled whose keys sign quickly. */
export async function ourContender(
  atEnd: AtEnd,
  { postgres, processes = 1 }: Installed = {},
): Promise<IssuingContender> {
  const api = await quickSigner();
  const folder = await mkdtemp(join(tmpdir(), "nearside-bench-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "nearside.json");
  const clients = [{ id: CLIENT, name: "Bench", scopes: ["read"], resources: [AUDIENCE] }];
  const resourceServers = [{ id: API, name: "Bench", resources: [AUDIENCE], jwks: jwksOf(api) }];
  await writeFile(file, JSON.stringify({ clients, resourceServers }), { mode: 0o600 });
  const database = postgres === undefined ? {} : { DATABASE_URL: postgres.url };
  const settings = { ...UNLIMITED, ...database, NEARSIDE_CONFIG: file };
  const stage = await openStage(atEnd, settings);

  const pids = [stage.server.process.pid];
  const ports = [Number(new URL(stage.issuer).port)];
  while (pids.length < processes) {
    const beside = join(folder, `process-${pids.length}`);
    const port = await freePort();
    const server = await startServer({ issuer: stage.issuer, host: "127.0.0.1", port, folder: beside, settings });
    atEnd(server.stop);
    pids.push(server.process.pid);
    ports.push(port);
  }

  await enrol(stage);
  const http = leanHttp(stage.issuer, ports);
  atEnd(async () => http.close());
  const sessions = new Sessions(AT_A_TIME, () => ourLogin(stage, http, AUDIENCE));
  const { tokens } = await ourLogin(stage, http, AUDIENCE);
  const sumOf = (of: (pid: number) => number): number => pids.reduce((sum, pid) => sum + of(pid), 0);
  return {
    cpu: () => sumOf(cpuMicroseconds) + (postgres?.cpu() ?? 0),
    resident: () => sumOf(residentBytes),
    login: () => ourLogin(stage, http),
    refresh: () => sessions.renew((session) => ourRefresh(stage, http, session)),
    introspect: async () => {
      const assertion = await clientAssertion(api, API, stage.issuer);
      const body = new URLSearchParams({ token: tokens.access_token, ...assertion }).toString();
      return read(await http.send({ method: "POST", path: "/oauth/introspect", headers: FORM, body }), activeSchema);
    },
    jwks: (count) => rawGets(stage.issuer, "/oauth/jwks", count, 2),
    issuer: stage.issuer,
  };
}

/** It says that the token is good, or nothing was measured. */
export const activeSchema = v.looseObject({ active: v.literal(true) });
