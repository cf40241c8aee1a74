// Two processes of the server on one PostgreSQL, behind an nginx that takes turns: no client notices that they are two, nor that one of
// them restarts, and one that is killed loses nothing.
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
import { machineOf, openClient, type Stage } from "../steps/stage.ts";
import {
  inFlight,
  openTwoProcesses,
  processOf,
  type TwoProcesses,
  type Woken,
  wokenPoll,
} from "../steps/two-processes.ts";
import { afterTests } from "../support/after-tests.ts";
import { nextVersion } from "../support/next-version.ts";
import { rowsIn } from "../support/postgres.ts";
import { publishRules } from "../support/rules.ts";
import { until } from "../support/until.ts";

/** `NEARSIDE_EFFORT=5` is the 200 logins of the whole measure. */
const EFFORT = Number(process.env["NEARSIDE_EFFORT"] ?? 1);
const LOGINS = 40 * EFFORT;
const ENROLMENTS = 4 * EFFORT;
const IN_FLIGHT = 8;

const atEnd = afterTests();
let two: TwoProcesses;
beforeAll(async () => {
  two = await openTwoProcesses(atEnd);
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
    const view = await two.anotherSession();
    const token = await logIn(view);
    expect((await refresh(view, token)).outcome).toBe("200");
  });
});

it("so do enrolments", async () => {
  for (let number = 1; number <= ENROLMENTS; number += 1) await newColleague(two.stage, `colleague-${number}`);
});

/** Shorter than a held poll, which is 20 s: whoever was not woken is late. Milliseconds. */
const WOKEN_MS = 10_000;

it("a poll that one process holds hears of an approval at the other", async () => {
  const woken: Woken[] = [];
  // of twelve, each poll and its approval at the same process: once in four thousand runs
  await inFlight(12, IN_FLIGHT, async () => void woken.push(await wokenPoll(await two.anotherSession())));
  expect(woken.filter(({ elsewhere }) => elsewhere)).not.toEqual([]);
  expect(Math.max(...woken.map(({ afterMs }) => afterMs))).toBeLessThan(WOKEN_MS);
});

it("a program that only knows a redirect is served whichever process each of its requests meets, and its code is good once", async () => {
  const added = await two.servers[0]?.shell(
    ...["clients", "add", "--name", "Redirecting tool", "--scope", "read", "--by-redirect"],
    ...["--redirect-uri", "http://127.0.0.1/callback"],
  );
  const [clientId = ""] = /cl_[\w-]+/.exec(added ?? "") ?? [];
  const view = await two.anotherSession();
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

it("a machine that asks how it is regarded hears it from both, whichever was told to set it aside", async () => {
  const { device } = two.stage.parties;
  const clients = two.servers.map(() => openClient(two.stage.issuer));
  const askAtBoth = (known: string | null) =>
    clients.map((client) => client.postProved("/api/devices/standing", { known }, device));
  // This gives each client a nonce, too. So each of the held asks is one request, and the front takes turns between the two.
  for (const answer of await Promise.all(askAtBoth(null))) expect(answer.text).toBe('{"standing":"active"}');
  const held = askAtBoth("active");
  await two.servers[0]?.shell("machines", "quarantine", device.thumbprint);
  const since = performance.now();
  const answers = await Promise.all(held);
  expect(performance.now() - since).toBeLessThan(WOKEN_MS);
  expect(answers.map(({ text }) => text)).toEqual(answers.map(() => '{"standing":"quarantined"}'));
  expect(new Set(answers.map(processOf)).size).toBe(2);
  await two.servers[1]?.shell("machines", "release", device.thumbprint);
  for (const answer of await Promise.all(askAtBoth("quarantined"))) expect(answer.text).toBe('{"standing":"active"}');
});

const FIREWALL =
  '@id("on") forbid (principal, action, resource) unless { context has posture.firewall && context.posture.firewall.fact == "on" };';

it("what a machine says of its protection ends its logins at both, whichever hears it", async () => {
  const view = await two.anotherSession();
  const { device } = view.parties;
  const off: Posture = { ...PROTECTED, firewall: { value: "off", age: 0, source: "ufw" } };
  const server = two.servers[0] ?? expect.fail("no such process");
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

it("both restart, one after the other, and no login fails", async () => {
  let isDone = false;
  const logins = inFlight(LOGINS, IN_FLIGHT, async () => {
    do await logIn(await two.anotherSession());
    while (!isDone);
  });
  for (const index of [0, 1]) {
    await two.servers[index]?.stop();
    await two.start(index);
  }
  isDone = true;
  await logins;
});

it("the console names the settings that differ, whichever process it asks, until they agree again", async () => {
  const console = await openConsole(two.stage, machineOf(two.stage));
  const differing = async () =>
    (await console.get(processesApi.settings.path)).as(processesApi.settings.output).differing;
  const restart = async (settings: Record<string, string>) => {
    await two.servers[1]?.stop();
    await two.start(1, { settings });
  };
  expect([await differing(), await differing()]).toEqual([[], []]);
  await restart({ NEARSIDE_RULES_TIME_ZONE: "Asia/Tokyo" });
  const named = { setting: "rules.timeZone", processes: [expect.stringContaining("127.0.0.1:")] };
  for (const _ of two.servers) await expect.poll(differing, { timeout: WOKEN_MS }).toEqual([named]);
  await restart({});
  for (const _ of two.servers) await expect.poll(differing, { timeout: WOKEN_MS }).toEqual([]);
});

const isCut = (error: unknown): boolean =>
  error instanceof Error && /fetch failed|terminated|not valid JSON/.test(String(error)); // nginx's 502 is a page

it("one that is killed leaves every login whole, and it goes on at the other to one token", async () => {
  for (const index of [0, 1]) {
    const views = await Promise.all(Array.from({ length: IN_FLIGHT }, two.anotherSession));
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
    const { process } = two.servers[index] ?? expect.fail("no such process");
    process.signal("SIGKILL");
    await Promise.all(first);
    expect(await process.ended()).toEqual({ code: null, signal: "SIGKILL" });
    for (const progress of logins) {
      await goOnLoggingIn(progress);
      expect(progress.heard.size).toBe(1);
    }
    await two.start(index);
  }
});

it("both get a newer version, one after the other, and no login fails", async () => {
  const program = await nextVersion(
    atEnd,
    ["logins", "users", "token_families", "server_secrets"].map(
      (table) => `alter table ${table} add column later text`,
    ),
  );
  let isDone = false;
  const logins = inFlight(LOGINS, IN_FLIGHT, async () => {
    do await logIn(await two.anotherSession());
    while (!isDone);
  });
  for (const index of [0, 1]) {
    await two.servers[index]?.stop();
    await two.start(index, { program });
    const [{ count } = {}] = rowsIn(
      two.cluster.url(two.database),
      "select count(*) from kysely_migration where name = '9999-next'",
    );
    expect(count).toBe(1);
  }
  isDone = true;
  await logins;
});
