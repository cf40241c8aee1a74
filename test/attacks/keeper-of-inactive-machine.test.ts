// M11: a machine is quarantined or revoked, or its person suspended, and its user continues with what its keeper offers: a
// login that waits there is met, another is begun. The keeper follows its standing at the server, and lets go within a second.

import { sha256TextSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { openLoginIn } from "../kit/login-steps.ts";
import { asBrowser, callerArguments, type Keeper, line, OUR_EXTENSION, startKeeper } from "../steps/keeper.ts";
import { enrolCommandLine, type Nearside, newAccount } from "../steps/real-command-line.ts";
import { helloBy } from "../steps/say-hello.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { until } from "../support/until.ts";

/** Shorter than a held request, which is 20 s: a keeper that was not woken is late. Milliseconds. */
const WOKEN_MS = 10_000;
const PATIENCE = 30_000;

const atEnd = afterTests();
let stage: Stage;
let keeper: Keeper;
let nearside: Nearside;
let browser: Awaited<ReturnType<typeof asBrowser>>;
let machine: string;

beforeAll(async () => {
  stage = await openStage(atEnd);
  const owner = await newAccount(atEnd);
  nearside = (args) => owner.run(`${repository}/cli/bin/nearside.js`, args);
  await enrolCommandLine(stage, nearside, { name: "ada", ticket: await stage.server.ticket("ada") });
  keeper = await startKeeper(owner, atEnd);
  browser = await asBrowser(atEnd);
  machine = (await standingNow("active")).machine;
});

const statusSchema = v.object({
  waiting: v.number(),
  enrolments: v.tuple([v.object({ machine: sha256TextSchema, standing: v.nullable(v.string()) })]),
});

/** Asks the keeper until it says so. */
async function standingNow(standing: string) {
  const found = await until(
    async () => {
      const { waiting, enrolments } = v.parse(statusSchema, JSON.parse(await heard(line({ verb: "status" }))));
      return enrolments[0].standing === standing ? { ...enrolments[0], waiting } : undefined;
    },
    PATIENCE,
    () => `the keeper never heard that its machine is ${standing}`,
  );
  return found;
}

async function heard(lines: string): Promise<string> {
  const caller = await startCaller(lines);
  await caller.ended();
  return caller.stdout();
}

const startCaller = (lines: string) =>
  startProcess({
    command: process.execPath,
    args: callerArguments(keeper.socket, lines),
    env: { PATH: process.env["PATH"] ?? "" },
  });

/** A login that opens no port and waits at the keeper alone. */
async function waitingLogin() {
  const cli = await nearside(["login", "--no-browser", "--no-port"]);
  const [, id = ""] = await cli.printed(/\/approve\/(rq_[\w-]{22})/);
  const page = openLoginIn(await stage.postJson(`/api/requests/${id}/nonce`, {}));
  return { cli, page, hello: await helloBy(stage.parties.extension, page) };
}

describe.each([
  ["quarantined", ["machines", "quarantine"], "quarantined", ["machines", "release"]],
  ["of a suspended person", ["revoke", "user"], "suspended", ["restore", "user"]],
  ["revoked", ["machines", "revoke"], "revoked", undefined],
] as const)("a machine that is %s", (_what, takeOut, standing, giveBack) => {
  it("gets nothing from its keeper at once, and everything once it is active again", async () => {
    const { page, hello, cli } = await waitingLogin();
    const onlooker = await startCaller(line({ verb: "await_hello", request: page.request, machine }));
    await onlooker.printed(/"awaiting":true/);
    const whom = standing === "suspended" ? "ada" : machine;

    await stage.server.shell(...takeOut, whom);
    const since = performance.now();
    await onlooker.ended(); // it was let go of
    expect(performance.now() - since).toBeLessThan(WOKEN_MS);
    expect(await standingNow(standing)).toMatchObject({ waiting: 0 });
    expect(await browser(hello, keeper.host, OUR_EXTENSION)).toEqual({ refused: "nobody_waits" });
    expect(await heard(line({ verb: "await_hello", request: page.request, machine }))).toBe(
      '{"refused":"not_active"}\n',
    );
    await cli.stop();

    if (giveBack === undefined) return;
    await stage.server.shell(...giveBack, whom);
    await standingNow("active");
    const again = await waitingLogin();
    expect(await browser(again.hello, keeper.host, OUR_EXTENSION)).toHaveProperty("presence_proof");
    await again.cli.stop();
  });
});
