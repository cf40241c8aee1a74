// M10: the native host is started by another program, or by a browser for another extension; somebody waits at the keeper for
// the victim's login, or carries a hello from one way to the other. Nothing rests on the channel: who gets a hello to the
// keeper has what a program on loopback has.

import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { helloAnswerSchema } from "@nearside/shared/api/loopback.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { request } from "@nearside/shared/statements/request.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { openLoginIn } from "../kit/login-steps.ts";
import {
  asBrowser,
  type Keeper,
  line,
  NOBODYS_HELLO,
  OUR_EXTENSION,
  SOME_MACHINE,
  startKeeper,
} from "../steps/keeper.ts";
import { enrolCommandLine, type Nearside, newAccount } from "../steps/real-command-line.ts";
import { type HelloBody, helloBy } from "../steps/say-hello.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { lastStoredEvent, storedEventsSince } from "../support/server-rows.ts";
import { attestTo } from "./support-listener.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: Stage;
let keeper: Keeper;
let nearside: Nearside;
let browser: Awaited<ReturnType<typeof asBrowser>>;

beforeAll(async () => {
  stage = await openStage(atEnd);
  const owner = await newAccount(atEnd);
  nearside = (args) => owner.run(`${repository}/cli/bin/nearside.js`, args);
  await enrolCommandLine(stage, nearside);
  keeper = await startKeeper(owner, atEnd);
  browser = await asBrowser(atEnd);
});

/** A login that opens no port, and its page's request and nonce. */
async function startLogin() {
  const cli = await nearside(["login", "--no-browser", "--no-port"]);
  const [, id = ""] = await cli.printed(/\/approve\/(rq_[\w-]{22})/);
  const page = openLoginIn(await stage.postJson(`/api/requests/${id}/nonce`, {}));
  return { cli, id, page };
}

const presenceIn = (answer: unknown): string => v.parse(helloAnswerSchema, answer).presence_proof;

describe("the native host", () => {
  it("is refused where a program that is no browser starts it", async () => {
    const tool = await asBrowser(atEnd, "some-tool");
    expect(await tool(NOBODYS_HELLO, keeper.host, OUR_EXTENSION)).toEqual({ refused: "not_a_browser" });
  });

  it.each([
    ["another extension", ["chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"]],
    ["an id that only begins like ours", [`${OUR_EXTENSION}x`]],
    ["nobody", []],
  ])("is refused where a browser starts it for %s", async (_what, args) => {
    expect(await browser(NOBODYS_HELLO, keeper.host, ...args)).toEqual({ refused: "foreign_extension" });
  });

  it("is refused as a copy of ours", async () => {
    const folder = await mkdtemp(join(tmpdir(), "nearside-host-"));
    atEnd(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, "native-host.mjs");
    await copyFile(`${repository}/cli/dist/native-host.js`, path);
    const answer = await browser(NOBODYS_HELLO, process.execPath, path, keeper.socket, OUR_EXTENSION);
    expect(answer).toEqual({ refused: "not_a_host" });
  });

  it("gets no answer where no command line waits for that hello", async () => {
    expect(await browser(NOBODYS_HELLO, keeper.host, OUR_EXTENSION)).toEqual({ refused: "nobody_waits" });
  });
});

describe("a hello through the keeper", () => {
  it("by an extension key that is not listed is refused, and the honest one is met", async () => {
    const { cli, id, page } = await startLogin();
    const strangers = await helloBy(stage.parties.stranger, page);
    expect(await browser(strangers, keeper.host, OUR_EXTENSION)).toEqual({ refused: "nobody_waits" });

    const own = await helloBy(stage.parties.extension, page);
    const proof = presenceIn(await browser(own, keeper.host, OUR_EXTENSION));
    expect((await presenceProof.read(proof)).claims).toMatchObject({
      channel: "native",
      peer: { account: "same", process: expect.stringMatching(/chromium$/), forwarded: "no" },
    });
    // Carried over: a browser that came on one way is not met by the statement of one that came on the other.
    const overLoopback = await attestTo(stage.parties.extension, own, proof, { loopback: LOOPBACK });
    await expectRefused(stage, () => stage.postJson(`/api/requests/${id}/locality`, overLoopback), {
      outcome: "400 loopback_mismatch",
      event: stepRefused(id, "locality", "loopback_mismatch"),
    });
    const attested = await attestation.sign(stage.parties.extension, {
      presence: await sha256Base64url(proof),
      loopback: null,
      browser: "Chromium 156",
    });
    const meeting = { nonce: page.nonce, hello: own.hello, presence_proof: proof, attestation: attested };
    (await stage.postJson(`/api/requests/${id}/locality`, meeting)).as(localityAnswerSchema);
    await cli.printed(/Met your browser/);
    await cli.stop();
  });

  it("goes to the login's own command line, though another one answers first", async () => {
    const { cli, page } = await startLogin();
    const waits = line({ verb: "await_hello", request: page.request, machine: SOME_MACHINE });
    const own = await helloBy(stage.parties.extension, page);
    const proof = await strangersPresence(own);
    const [silent, answers] = [await squat(waits, ""), await squat(waits, proof)];
    for (const squatter of [silent, answers]) await squatter.printed(/awaits/);
    cli.signal("SIGSTOP");
    const meeting = browser(own, keeper.host, OUR_EXTENSION);
    await answers.printed(/answered/);
    cli.signal("SIGCONT");
    const met = await presenceProof.read(presenceIn(await meeting));
    expect(await thumbprintOf(met.header.jwk)).toBe((await request.read(page.request)).claims.sub_jkt);
    await cli.stop();
  });

  it("is refused once the login has ended", async () => {
    const { cli, page } = await startLogin();
    await cli.stop();
    const own = await helloBy(stage.parties.extension, page);
    expect(await browser(own, keeper.host, OUR_EXTENSION)).toEqual({ refused: "nobody_waits" });
  });
});

const LOOPBACK = { address: "127.0.0.1", port: 40_000 } as const;

/** Waits for somebody's login, and answers each hello with that proof, or never. */
const SQUATTER = `
const [, socket, call, presence_proof] = process.argv;
const keeper = require("node:net").connect(socket, () => keeper.write(call));
keeper.on("data", (lines) => {
  for (const line of String(lines).trim().split("\\n").map((text) => JSON.parse(text))) {
    if (line.awaiting) console.log("awaits");
    if (!line.hello || presence_proof === "") continue;
    keeper.write(JSON.stringify({ id: line.id, answer: { presence_proof } }) + "\\n", () => console.log("answered"));
  }
});`;

async function squat(call: string, proof: string) {
  const args = ["-e", SQUATTER, keeper.socket, call, proof];
  const squatter = await startProcess({ command: process.execPath, args, env: { PATH: process.env["PATH"] ?? "" } });
  atEnd(async () => void (await squatter.stop()));
  return squatter;
}

/** All is as it should be but the key. */
async function strangersPresence(own: HelloBody): Promise<string> {
  const { claims } = await hello.read(own.hello);
  return presenceProof.sign(stage.parties.stranger, {
    ...{ request: claims.request, nonce: claims.nonce, xn: claims.xn },
    jkt: stage.parties.extension.thumbprint,
    peer: { account: "same", process: null, forwarded: "no" },
    channel: "native",
  });
}

it("ends a login without a port at once where no keeper runs, and withdraws it", async () => {
  await keeper.process.stop();
  const seq = lastStoredEvent(stage);
  const cli = await nearside(["login", "--no-browser", "--no-port"]);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 85, signal: null });
  expect(cli.stderr()).toMatch(/No keeper runs for this account/);
  const kinds = storedEventsSince(stage, seq).map(({ kind }) => kind);
  expect(kinds).toEqual(["login_requested", "login_withdrawn"]);
});
