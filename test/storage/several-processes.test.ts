// Three processes of the server on one PostgreSQL, behind an nginx that takes turns, with TLS: no client notices that they are three, nor that
// one of them restarts, and one that is killed loses nothing.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesApi } from "@nearside/shared/api/console/processes.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import type { Posture } from "@nearside/shared/posture/posture.ts";
import { beforeAll, expect, it } from "vitest";
import { openConsole } from "../kit/console.ts";
import { deviceStatementOf, PROTECTED, postureStatementOf, sayPosture } from "../kit/login-steps.ts";
import {
  approvedProgram,
  askAsKeeper,
  askRedirect,
  codeFor,
  followRedirect,
  redeemCode,
  sentHere,
  tellOutcome,
} from "../kit/redirect-steps.ts";
import { ANYBODY } from "../kit/rules.ts";
import {
  approve,
  askForLogin,
  decisionOn,
  goOnLoggingIn,
  type LoginProgress,
  meetForLogin,
  nonceFor,
  poll,
  redeemedLogin,
  refresh,
} from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import {
  inFlight,
  openSeveralProcesses,
  processOf,
  type SeveralProcesses,
  type Woken,
  wokenPoll,
} from "../steps/several-processes.ts";
import { machineOf, openClient, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startCaddy } from "../support/caddy.ts";
import { type Authority, createAuthority, type ServerCertificate } from "../support/certificates.ts";
import { nextVersion } from "../support/next-version.ts";
import { overHttp2 } from "../support/over-http2.ts";
import { rowsIn } from "../support/postgres.ts";
import { publishRules } from "../support/rules.ts";
import { trustAuthority } from "../support/trust-authority.ts";
import { until } from "../support/until.ts";

/** `NEARSIDE_EFFORT=5` is the 200 logins of the whole measure. */
const EFFORT = Number(process.env["NEARSIDE_EFFORT"] ?? 1);
const LOGINS = 40 * EFFORT;
const ENROLMENTS = 4 * EFFORT;
const IN_FLIGHT = 8;
/** While processes restart, which these logins would hold up on a machine of two cores. */
const IN_FLIGHT_MEANWHILE = 4;

const atEnd = afterTests();
let several: SeveralProcesses;
let authority: Authority;
let tls: ServerCertificate;
let through: Promise<void>;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "nearside-front-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  authority = await createAuthority(folder);
  await trustAuthority(atEnd, authority);
  tls = await authority.issue(["localhost"]);
  several = await openSeveralProcesses(atEnd, { count: 3, tls });
  through = goesThroughTheFront(); // it takes its time, and others log in meanwhile
  through.catch(() => undefined); // its own test tells
});

async function logIn(view: Stage): Promise<string> {
  const login = await askForLogin(view);
  await nonceFor(view, login);
  expect((await meetForLogin(view, login)).answer.outcome).toBe("200");
  expect((await approve(view, login, await decisionOn(view, login))).outcome).toBe("200");
  return (await poll(view, login)).as(tokenAnswerSchema).refresh_token ?? "";
}

it("logins and refreshes go through whichever process each request meets", async () => {
  await inFlight(LOGINS, IN_FLIGHT, async () => {
    const view = await several.anotherSession();
    const token = await logIn(view);
    expect((await refresh(view, token)).outcome).toBe("200");
  });
});

/** A client that would like to be somebody else. */
const FROM = "127.0.0.7";
const MADE_UP = { "x-forwarded-for": "198.51.100.9", forwarded: "for=198.51.100.9", "x-real-ip": "198.51.100.9" };
/** Protocol §4.6: the longest time for which a poll is held, less what a clock may be off. Milliseconds. */
const HELD_MS = 19_000;

/** Asks what a browser's connection must find at any front: it hears nothing of what is behind. */
async function goesThroughTheFront(): Promise<void> {
  const fetch = await overHttp2(atEnd, several.stage.issuer, authority, FROM, MADE_UP);
  const view = { ...(await several.anotherSession()), fetch };
  const login = await askForLogin(view);
  const url = several.cluster.url(several.database);
  const told = rowsIn(url, "select distinct address from events where subject = ? and address is not null", login.id);
  expect(told).toEqual([{ address: FROM }]);
  const since = performance.now();
  expect((await poll(view, login)).outcome).toBe("400 authorization_pending");
  expect(performance.now() - since).toBeGreaterThan(HELD_MS);
}

it("so do enrolments", async () => {
  for (let number = 1; number <= ENROLMENTS; number += 1) await newColleague(several.stage, `colleague-${number}`);
});

/** Shorter than a held poll, which is 20 s: a process that was not woken is late. Milliseconds. */
const WOKEN_MS = 10_000;

it("a poll that one process holds hears of an approval at the other", async () => {
  const woken: Woken[] = [];
  // of twelve, each poll and its approval at the same process: once in four thousand runs
  await inFlight(12, IN_FLIGHT, async () => void woken.push(await wokenPoll(await several.anotherSession())));
  expect(woken.filter(({ elsewhere }) => elsewhere)).not.toEqual([]);
  expect(Math.max(...woken.map(({ afterMs }) => afterMs))).toBeLessThan(WOKEN_MS);
});

it("a program that only knows a redirect is served whichever process each of its requests meets, and its code is good once", async () => {
  const added = await several.servers[0]?.shell(
    ...["clients", "add", "--name", "Redirecting tool", "--scope", "read", "--by-redirect"],
    ...["--redirect-uri", "http://127.0.0.1/callback"],
  );
  const [clientId = ""] = /cl_[\w-]+/.exec(added ?? "") ?? [];
  const view = await several.anotherSession();
  const machine = machineOf(view);
  const asked = await sentHere(view, clientId);
  const { device } = view.parties;
  const held = [1, 2].map(() => askAsKeeper(openClient(view.issuer), device)); // the front takes turns
  const since = performance.now();
  expect((await askRedirect(view, machine, asked)).outcome).toBe("200");
  for (const answer of await Promise.all(held)) expect(answer.text).toContain(asked.jws);
  expect(performance.now() - since).toBeLessThan(WOKEN_MS);
  await tellOutcome(view, device, asked, "port_unheld");
  const login = await approvedProgram(view, machine, clientId);
  const pages = [1, 2].map(() => followRedirect(view, machine, login.asked, "vouched"));
  const code = await codeFor(view, login);
  const outcomes = await Promise.all([1, 2, 3, 4].map(async () => (await redeemCode(view, login, code)).outcome));
  expect(outcomes.sort()).toEqual(["200", ...Array.from({ length: 3 }, () => "400 invalid_grant")]);
  for (const page of await Promise.all(pages)) expect(page.text).toBe('{"state":"delivered"}');
});

it("a front with TLS speaks HTTP/2, says which address a client has, and cuts no poll that is held", async () => {
  await through;
});

it("a machine that asks how it is regarded hears it from all processes, whichever was told to quarantine it", async () => {
  const { device } = several.stage.parties;
  const clients = several.servers.map(() => openClient(several.stage.issuer));
  const askAtBoth = (known: string | null) =>
    clients.map((client) => client.postProved("/api/devices/standing", { known }, device));
  // This gives each client a nonce, too. So each of the held asks is one request, and the front takes turns between the several.
  for (const answer of await Promise.all(askAtBoth(null))) expect(answer.text).toBe('{"standing":"active"}');
  const held = askAtBoth("active");
  await several.servers[0]?.shell("machines", "quarantine", device.thumbprint);
  const since = performance.now();
  const answers = await Promise.all(held);
  expect(performance.now() - since).toBeLessThan(WOKEN_MS);
  expect(answers.map(({ text }) => text)).toEqual(answers.map(() => '{"standing":"quarantined"}'));
  expect(new Set(answers.map(processOf)).size).toBe(several.servers.length);
  await several.servers[1]?.shell("machines", "release", device.thumbprint);
  for (const answer of await Promise.all(askAtBoth("quarantined"))) expect(answer.text).toBe('{"standing":"active"}');
});

const FIREWALL =
  '@id("on") forbid (principal, action, resource) unless { context has posture.firewall && context.posture.firewall.fact == "on" };';

it("what a machine says of its protection ends its logins everywhere, whichever hears it", async () => {
  const view = await several.anotherSession();
  const { device } = view.parties;
  const off: Posture = { ...PROTECTED, firewall: { value: "off", age: 0, source: "ufw" } };
  const server = several.servers[0] ?? expect.fail("no such process");
  await publishRules(server, ANYBODY, FIREWALL);
  try {
    const statement = await deviceStatementOf(view, view.parties, view.parties.session, { posture: PROTECTED });
    const { tokens } = await redeemedLogin(view, "read", { device_statement: statement });
    const report = await postureStatementOf(view, { device }, { posture: off });
    expect((await sayPosture(view, report)).text).toMatch(/^\{"ended":[1-9]/); // and the machine's earlier ones
    expect((await sayPosture(view, report)).outcome).toBe("400 replayed");
    const token = tokens.refresh_token ?? "";
    const refused = [await refresh(view, token), await refresh(view, token)];
    expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(new Set(["400 invalid_grant/credential_revoked"]));
    expect(new Set(refused.map(processOf)).size).toBe(2);
  } finally {
    await publishRules(server, ANYBODY);
  }
});

it("all restart, one after the other, and no login fails", async () => {
  let isDone = false;
  const logins = inFlight(LOGINS, IN_FLIGHT_MEANWHILE, async () => {
    do await logIn(await several.anotherSession());
    while (!isDone);
  });
  for (const index of several.ports.keys()) {
    await several.servers[index]?.stop();
    await several.start(index);
  }
  isDone = true;
  await logins;
});

it("the console names the settings that differ, whichever process it asks, until they agree again", async () => {
  const console = await openConsole(several.stage, machineOf(several.stage));
  const differing = async () =>
    (await console.get(processesApi.settings.path)).as(processesApi.settings.output).differing;
  const restart = async (settings: Record<string, string>) => {
    await several.servers[1]?.stop();
    await several.start(1, { settings });
  };
  expect([await differing(), await differing()]).toEqual([[], []]);
  await restart({ NEARSIDE_RULES_TIME_ZONE: "Asia/Tokyo" });
  const named = expect.objectContaining({ setting: "rules.timeZone" });
  for (const _ of several.servers) await expect.poll(differing, { timeout: WOKEN_MS }).toEqual([named]);
  await restart({});
  for (const _ of several.servers) await expect.poll(differing, { timeout: WOKEN_MS }).toEqual([]);
});

const isCut = (error: unknown): boolean =>
  error instanceof Error && /fetch failed|terminated|not valid JSON/.test(String(error)); // nginx's 502 is a page

it("one that is killed leaves every login whole, and it ends in one token at the other", async () => {
  for (const index of [0, 1]) {
    const views = await Promise.all(Array.from({ length: IN_FLIGHT }, several.anotherSession));
    const logins: LoginProgress[] = views.map((view) => ({ view, login: undefined, heard: new Set() }));
    const first = logins.map((progress) =>
      goOnLoggingIn(progress).catch((error: unknown) => {
        if (!isCut(error)) throw error;
      }),
    );
    await until(
      async () => (logins.some(({ login }) => login !== undefined) ? true : undefined),
      WOKEN_MS,
      () => "no login began",
    );
    expect(logins.filter(({ heard }) => heard.size === 0)).not.toEqual([]); // they are under way
    const { process } = several.servers[index] ?? expect.fail("no such process");
    process.signal("SIGKILL");
    await Promise.all(first);
    expect(await process.ended()).toEqual({ code: null, signal: "SIGKILL" });
    for (const progress of logins) {
      await goOnLoggingIn(progress);
      expect(progress.heard.size).toBe(1);
    }
    await several.start(index);
  }
});

it("two of them get a newer version, one after the other, and no login fails", async () => {
  const program = await nextVersion(
    atEnd,
    ["logins", "users", "token_families", "server_secrets"].map(
      (table) => `alter table ${table} add column later text`,
    ),
  );
  let isDone = false;
  const logins = inFlight(LOGINS, IN_FLIGHT_MEANWHILE, async () => {
    do await logIn(await several.anotherSession());
    while (!isDone);
  });
  for (const index of [0, 1]) {
    await several.servers[index]?.stop();
    await several.start(index, { program });
    const [{ count } = {}] = rowsIn(
      several.cluster.url(several.database),
      "select count(*) from kysely_migration where name = '9999-next'",
    );
    expect(count).toBe(1);
  }
  isDone = true;
  await logins;
});

it("behind Caddy in nginx's place it is the same", async () => {
  await several.front.stop();
  const port = Number(new URL(several.stage.issuer).port);
  await startCaddy(atEnd, { port, tls }, several.ports);
  const throughCaddy = goesThroughTheFront();
  await inFlight(LOGINS / 4, IN_FLIGHT, async () => void (await logIn(await several.anotherSession())));
  await throughCaddy;
});
