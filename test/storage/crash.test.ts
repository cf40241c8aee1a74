// Servers and PostgreSQL that are killed in the middle of logins: what was told is kept, what was not told is whole or not there,
// and a database that is away is a 503 that changes nothing.
import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { askForLogin, goOnLoggingIn, type LoginProgress } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { startServer } from "../support/nearside-server.ts";
import { type Cluster, openCluster } from "../support/postgres.ts";
import { until } from "../support/until.ts";
import { newParties, type Party } from "../vectors/parties.ts";

const READY_WITHIN_MS = 5000;
const ROUNDS = 4;
const DATABASE = "nearside";

const atEnd = afterTests();
let cluster: Cluster;
let settings: Readonly<Record<string, string>>;
let stage: EnrolledStage;
let sessions: readonly Party[];
beforeAll(async () => {
  cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  await cluster.psql(`create database ${DATABASE} template template0`);
  settings = {
    DATABASE_URL: cluster.url(DATABASE),
    NEARSIDE_HELD_POLLS: "0",
    NEARSIDE_LIMIT_PER_ADDRESS: "1000000",
    NEARSIDE_LIMIT_RECORDS_PER_USER: "1000000",
  };
  stage = await openEnrolledStage(atEnd, settings);
  const more = await newParties(stage.parties.user);
  sessions = [more.session, more.otherSession, more.extension];
});

const newLogins = (): LoginProgress[] =>
  sessions.map((session) => ({
    view: { ...stage, parties: { ...stage.parties, session } },
    login: undefined,
    heard: new Set(),
  }));

/** Each continues until it has its token, or is cut off. @returns how many were cut off */
async function logInUntil(logins: readonly LoginProgress[], isCut: (error: unknown) => boolean): Promise<number> {
  const cut = logins.map((progress) =>
    goOnLoggingIn(progress).then(
      () => 0,
      (error: unknown) => {
        if (!isCut(error)) throw error;
        return 1;
      },
    ),
  );
  return (await Promise.all(cut)).reduce<number>((sum, one) => sum + one, 0);
}

const after = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));
const count = async (from: string): Promise<number> =>
  Number(await cluster.psql(`select count(*) from ${from}`, DATABASE));

async function expectWhole({ login, heard }: LoginProgress): Promise<void> {
  if (login === undefined) return;
  const of = `where login_id = '${login.id}'`;
  const state = await cluster.psql(`select state from logins where id = '${login.id}'`, DATABASE);
  const families = await count(`token_families ${of}`);
  expect([state, families, await count(`logins where id = '${login.id}' and proof is not null`)]).toEqual(
    state === "redeemed" ? [state, 1, 1] : [state, 0, 0],
  );
  expect((await count(`events where kind = 'login_redeemed' and subject = '${login.id}'`)) > 0).toBe(
    state === "redeemed",
  );
  if (heard.size > 0) expect(state).toBe("redeemed");
}

/** They continue, to one token each: the one that was heard of, where one was. */
async function expectToGoOn(logins: readonly LoginProgress[]): Promise<void> {
  for (const progress of logins) await expectWhole(progress);
  for (const progress of logins) {
    await goOnLoggingIn(progress);
    await expectWhole(progress);
    expect(progress.heard.size).toBe(1);
  }
}

it("a server that is killed leaves every login whole, and it ends in one token", async () => {
  let cut = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const logins = newLogins();
    const killing = after(15 + round * 20).then(() => stage.server.process.signal("SIGKILL"));
    cut += await logInUntil(logins, (error) => error instanceof TypeError);
    await killing;
    await stage.server.process.ended();
    const port = Number(new URL(stage.issuer).port);
    const server = await startServer({
      issuer: stage.issuer,
      host: "127.0.0.1",
      port,
      folder: dirname(stage.dataFolder),
      settings,
    });
    atEnd(server.stop);
    stage = { ...stage, server };
    await expectToGoOn(logins);
  }
  expect(cut).toBeGreaterThan(0); // else nothing was cut off
});

const isAway = (error: unknown): boolean => error instanceof Error && /503/.test(error.message);

/** An answer of /readyz counts for a second (docs/architecture.md). */
const untilReadyIs = (outcome: string): Promise<true> =>
  until(
    async () => (await stage.send("/readyz", {})).outcome === outcome || undefined,
    READY_WITHIN_MS,
    () => `/readyz did not say ${outcome}`,
  );

it("a PostgreSQL that crashes is a 503, and when it is back every login ends in one token, on the same server", async () => {
  let cut = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const logins = newLogins();
    const crashing = after(15 + round * 20).then(() => cluster.stop("SIGQUIT"));
    cut += await logInUntil(logins, isAway);
    await crashing;
    await untilReadyIs("503 temporarily_unavailable");
    expect((await stage.send("/healthz", {})).outcome).toBe("200");
    await expect(askForLogin(stage)).rejects.toThrow(/503 .*"temporarily_unavailable"/);
    await cluster.start();
    await untilReadyIs("200");
    await expectToGoOn(logins);
  }
  expect(cut).toBeGreaterThan(0);
  expect(stage.server.process.stderr()).toContain("the database is away");
  expect(stage.server.process.stderr()).not.toContain("a request failed"); // no bug of ours
});

/** `admin_shutdown`, of PostgreSQL's error codes: its last word on a connection that it ends. */
const tellsOfLoss = (line: string): boolean => /a connection to the database was lost|"code":"57P01"/.test(line);

it("a PostgreSQL that ends its connections is told in the log, and nobody else notices", async () => {
  const progress = newLogins()[0];
  assert(progress !== undefined);
  progress.login = await askForLogin(progress.view);
  const { stderr } = stage.server.process;
  const before = stderr().length; // crashes have lost some
  const terminated = await cluster.psql(
    "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'nearside-server'",
  );
  // The number of connections does not matter: the server learns of each that it is gone. One that was in use tells its user.
  expect(Number(terminated)).toBeGreaterThan(0);
  const lossLines = () => stderr().slice(before).split("\n").filter(tellsOfLoss);
  await until(
    async () => lossLines().length >= Number(terminated) || undefined,
    30_000,
    () => `${terminated} connections were ended, and the log tells of ${lossLines().length}`,
  );
  await goOnLoggingIn(progress);
});

it("two servers that start at once on an empty database make one key and one ticket, and another one where it is asked for", async () => {
  await cluster.psql("create database fresh template template0");
  const start = async (...options: readonly string[]) => {
    const folder = mkdtempSync(join(tmpdir(), "nearside-two-"));
    const port = await freePort();
    const issuer = `http://localhost:${port}`;
    const server = await startServer({
      issuer,
      host: "127.0.0.1",
      port,
      folder,
      options,
      settings: { DATABASE_URL: cluster.url("fresh") },
    });
    atEnd(async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    const keys = await (await fetch(`${issuer}/oauth/jwks`)).text();
    return { keys, ticket: server.bootstrapTicket };
  };
  const [one, other] = await Promise.all([start(), start()]);
  expect(one.keys).toBe(other.keys);
  expect(one.ticket).toMatch(/^[0-9A-Z]{4}-/);
  expect(other.ticket).toBe(one.ticket);
  const good = await cluster.psql(
    "select count(*) from tickets where bootstrap = 1 and expires_at > created_at",
    "fresh",
  );
  expect(good).toBe("1");
  const third = await start("--new-ticket");
  expect(third.ticket).not.toBe(one.ticket);
  const activeTickets =
    "select count(*) from tickets where bootstrap = 1 and expires_at > extract(epoch from now()) * 1000";
  expect(await cluster.psql(activeTickets, "fresh")).toBe("1");
});

it("ends cleanly while PostgreSQL is away", async () => {
  await cluster.stop("SIGQUIT");
  stage.server.process.signal("SIGTERM");
  expect(await stage.server.process.ended()).toEqual({ code: 0, signal: null });
});
