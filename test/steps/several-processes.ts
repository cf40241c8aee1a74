// Several processes of the server on one PostgreSQL, behind an nginx that takes turns.
import { strict as assert } from "node:assert";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import type { Answer } from "../kit/answer.ts";
import { freePort } from "../kit/free-port.ts";
import type { AtEnd } from "../support/at-end.ts";
import type { ServerCertificate } from "../support/certificates.ts";
import { type NearsideServer, type ServerPlace, startServer } from "../support/nearside-server.ts";
import { PROCESS_HEADER, startNginx } from "../support/nginx.ts";
import { type Cluster, openCluster } from "../support/postgres.ts";
import type { Process } from "../support/process.ts";
import { newParties } from "../vectors/parties.ts";
import { enrol } from "./enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, nonceFor, poll } from "./logging-in.ts";
import { openClient, type Stage } from "./stage.ts";

const DATABASE = "nearside";

export interface SeveralProcesses {
  readonly cluster: Cluster;
  readonly database: string;
  /** All of them, as they were started last. */
  readonly servers: readonly NearsideServer[];
  readonly ports: readonly number[];
  readonly front: Process;
  /** Reaches them by turns. Its machine is enrolled. */
  readonly stage: Stage;
  /** Starts one of them again, after it has ended. @param more its settings are beside the usual ones */
  readonly start: (index: number, more?: Pick<ServerPlace, "program" | "settings">) => Promise<NearsideServer>;
  /** The enrolled machine with a session key of its own, and a connection whose nonces are its own. */
  readonly anotherSession: () => Promise<Stage>;
}

interface Several {
  readonly count: number;
  /** The front's certificate. Undefined if it speaks without TLS. */
  readonly tls: ServerCertificate | undefined;
  /** The program that all of them run to begin with, in place of this version's. */
  readonly program?: readonly string[];
  /** The command by which that program admits a machine. */
  readonly admission?: string;
}

/** @param always settings of all of them, beside the usual ones */
export async function openSeveralProcesses(
  atEnd: AtEnd,
  { count, tls, program, admission }: Several = { count: 2, tls: undefined },
  always: Readonly<Record<string, string>> = {},
): Promise<SeveralProcesses> {
  const cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  await cluster.psql(`create database ${DATABASE} template template0`);
  const front = await freePort();
  const issuer = `${tls === undefined ? "http" : "https"}://localhost:${front}`;
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const folders = await Promise.all(ports.map(() => mkdtemp(join(tmpdir(), "nearside-several-"))));
  for (const folder of folders) atEnd(() => rm(folder, { recursive: true, force: true }));
  const servers: NearsideServer[] = [];
  const start: SeveralProcesses["start"] = async (index, { settings, ...more } = {}) => {
    const server = await startServer({
      ...more,
      issuer,
      host: "127.0.0.1",
      port: ports[index] ?? 0,
      folder: folders[index] ?? "",
      settings: {
        DATABASE_URL: cluster.url(DATABASE),
        NEARSIDE_TRUSTED_PROXIES: "127.0.0.1",
        NEARSIDE_LIMIT_PER_ADDRESS: "1000000",
        NEARSIDE_LIMIT_LOGINS_PER_MACHINE: "100000",
        NEARSIDE_LIMIT_OPEN_PER_MACHINE: "10000",
        NEARSIDE_LIMIT_OPEN_PER_USER: "10000",
        NEARSIDE_LIMIT_RECORDS_PER_USER: "1000000",
        ...always,
        ...settings,
      },
    });
    servers[index] = server;
    return server;
  };
  atEnd(async () => void (await Promise.all(servers.map(({ stop }) => stop()))));
  const begun = program === undefined ? {} : { program, ...(admission === undefined ? {} : { admission }) };
  const server = await start(0, begun);
  await Promise.all(ports.slice(1).map((_, index) => start(index + 1, begun)));
  const nginx = await startNginx(atEnd, { port: front, tls }, ports);
  const jwks = await (await fetch(`${issuer}/oauth/jwks`)).json();
  const stage: Stage = {
    ...openClient(issuer),
    server,
    dataFolder: join(folders[0] ?? "", "data"),
    parties: await newParties({ id: "us_of_no_statement", name: "admin" }),
    serverKeys: serverKeysOf(jwks),
  };
  await enrol(stage);
  const anotherSession = async () => {
    const { session } = await newParties(stage.parties.user);
    return { ...stage, ...openClient(issuer), parties: { ...stage.parties, session } };
  };
  return { cluster, database: DATABASE, servers, ports, front: nginx, stage, start, anotherSession };
}

/** So many at a time, each begun as soon as another one is done. */
export async function inFlight(count: number, atOnce: number, run: (number: number) => Promise<void>): Promise<void> {
  let begun = 0;
  const goOn = async () => {
    while (begun < count) {
      begun += 1;
      await run(begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, goOn));
}

export interface Woken {
  /** Milliseconds from the approval to the answer of the poll, which was held meanwhile. */
  readonly afterMs: number;
  /** True if another process than the one of the approval held the poll. */
  readonly elsewhere: boolean;
}

/** Logs in with the poll held while the page approves. */
export async function wokenPoll(view: Stage): Promise<Woken> {
  const login = await askForLogin(view);
  await nonceFor(view, login);
  await meetForLogin(view, login);
  const decided = await decisionOn(view, login);
  let isAnswered = false;
  const held = poll({ ...view, ...openClient(view.issuer) }, login).finally(() => {
    isAnswered = true;
  });
  const approval = approve(view, login, decided);
  assert(!isAnswered);
  const approved = await approval;
  const at = performance.now();
  const polled = await held;
  assert.deepEqual([approved.outcome, polled.outcome], ["200", "200"]);
  return { afterMs: performance.now() - at, elsewhere: processOf(approved) !== processOf(polled) };
}

/** The process that answered. */
export const processOf = ({ headers }: Answer): string | undefined => headers.get(PROCESS_HEADER)?.split(", ").at(-1);
