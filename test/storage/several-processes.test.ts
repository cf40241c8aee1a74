// Two processes of the server on one PostgreSQL, behind an nginx that takes turns: no client notices that they are two, nor that one of
// them restarts, and one that is killed loses nothing.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { enrol } from "../steps/enrolling.ts";
import {
  approve,
  askForLogin,
  decisionOn,
  goOnLoggingIn,
  type LoginProgress,
  meetForLogin,
  nonceFor,
  poll,
  refresh,
} from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import { openClient, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type NearsideServer, startServer } from "../support/nearside-server.ts";
import { startNginx } from "../support/nginx.ts";
import { type Cluster, openCluster } from "../support/postgres.ts";
import { newParties } from "../vectors/parties.ts";

const DATABASE = "nearside";
/** `NEARSIDE_EFFORT=5` is the 200 logins of the whole measure. */
const EFFORT = Number(process.env["NEARSIDE_EFFORT"] ?? 1);
const LOGINS = 40 * EFFORT;
const ENROLMENTS = 4 * EFFORT;
const IN_FLIGHT = 8;

const atEnd = afterTests();
let cluster: Cluster;
let issuer: string;
let folders: readonly string[];
let ports: readonly [number, number];
let servers: NearsideServer[];
let stage: Stage;

const start = (index: number): Promise<NearsideServer> =>
  startServer({
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
    },
  });

beforeAll(async () => {
  cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  await cluster.psql(`create database ${DATABASE} template template0`);
  const front = await freePort();
  issuer = `http://localhost:${front}`;
  ports = [await freePort(), await freePort()];
  folders = await Promise.all(ports.map(() => mkdtemp(join(tmpdir(), "nearside-several-"))));
  for (const folder of folders) atEnd(() => rm(folder, { recursive: true, force: true }));
  const first = await start(0);
  servers = [first, await start(1)];
  atEnd(async () => void (await Promise.all(servers.map(({ stop }) => stop()))));
  await startNginx(atEnd, front, ports);
  const jwks = await (await fetch(`${issuer}/oauth/jwks`)).json();
  stage = {
    ...openClient(issuer),
    server: first,
    dataFolder: join(folders[0] ?? "", "data"),
    parties: await newParties({ id: "us_of_no_statement", name: "admin" }),
    serverKeys: serverKeysOf(jwks),
  };
  await enrol(stage);
});

/** So many at a time, each begun as soon as another one is done. */
async function inFlight(count: number, run: (number: number) => Promise<void>): Promise<void> {
  let begun = 0;
  const goOn = async () => {
    while (begun < count) {
      begun += 1;
      await run(begun);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, goOn));
}

/** The enrolled machine with a session key of its own, and a connection whose nonces are its own. */
async function anotherSession(): Promise<Stage> {
  const { session } = await newParties(stage.parties.user);
  return { ...stage, ...openClient(issuer), parties: { ...stage.parties, session } };
}

async function logIn(view: Stage): Promise<string> {
  const login = await askForLogin(view);
  await nonceFor(view, login);
  expect((await meetForLogin(view, login)).answer.outcome).toBe("200");
  expect((await approve(view, login, await decisionOn(view, login))).outcome).toBe("200");
  return (await poll(view, login)).as(tokenAnswerSchema).refresh_token ?? "";
}

it("logins and refreshes go through whichever process each request meets", async () => {
  await inFlight(LOGINS, async () => {
    const view = await anotherSession();
    const token = await logIn(view);
    expect((await refresh(view, token)).outcome).toBe("200");
  });
});

it("so do enrolments", async () => {
  for (let number = 1; number <= ENROLMENTS; number += 1) await newColleague(stage, `colleague-${number}`);
});

/** Shorter than a held poll, which is 20 s: whoever was not woken is late. Milliseconds. */
const WOKEN_MS = 10_000;

it("a poll that one process holds hears of an approval at the other", async () => {
  const waits: number[] = [];
  // of twelve, each poll and its approval at the same process: once in four thousand runs
  await inFlight(12, async () => {
    const view = await anotherSession();
    const login = await askForLogin(view);
    await nonceFor(view, login);
    await meetForLogin(view, login);
    const decided = await decisionOn(view, login);
    const held = poll({ ...view, ...openClient(issuer) }, login);
    expect((await approve(view, login, decided)).outcome).toBe("200");
    const approved = performance.now();
    expect((await held).outcome).toBe("200");
    waits.push(performance.now() - approved);
  });
  expect(Math.max(...waits)).toBeLessThan(WOKEN_MS);
});

it("both restart, one after the other, and no login fails", async () => {
  let isDone = false;
  const logins = inFlight(LOGINS, async () => {
    do await logIn(await anotherSession());
    while (!isDone);
  });
  for (const index of [0, 1]) {
    await servers[index]?.stop();
    servers[index] = await start(index);
  }
  isDone = true;
  await logins;
});

const isCut = (error: unknown): boolean =>
  error instanceof Error && /fetch failed|terminated|not valid JSON/.test(String(error)); // nginx's 502 is a page

it("one that is killed leaves every login whole, and it goes on at the other to one token", async () => {
  for (const index of [0, 1]) {
    const views = await Promise.all(Array.from({ length: IN_FLIGHT }, anotherSession));
    const logins: LoginProgress[] = views.map((view) => ({ view, login: undefined, heard: new Set() }));
    const first = logins.map((progress) =>
      goOnLoggingIn(progress).catch((error: unknown) => {
        if (!isCut(error)) throw error;
      }),
    );
    servers[index]?.process.signal("SIGKILL");
    await Promise.all(first);
    await servers[index]?.process.ended();
    for (const progress of logins) {
      await goOnLoggingIn(progress);
      expect(progress.heard.size).toBe(1);
    }
    servers[index] = await start(index);
  }
});
