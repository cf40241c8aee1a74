// R36: a page asks for a program without the keeper of its machine, without the extension, for another machine, or in another's name; or
// somebody with a device key vouches for what no browser of his machine asked for.
import { redirectStateSchema } from "@nearside/shared/api/authorizations.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Authorization } from "@nearside/shared/statements/authorization.ts";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { newSigner } from "../kit/keys.ts";
import { deviceStatementOf } from "../kit/login-steps.ts";
import { postForm } from "../kit/send.ts";
import { enrol } from "../steps/enrolling.ts";
import { openHome } from "../steps/home.ts";
import { enrolCommandLine } from "../steps/real-command-line.ts";
import {
  addressFor,
  askAs,
  browse,
  eventsAbout,
  follow,
  KNOWN_TOOL,
  openRedirectServer,
  openRedirectStage,
  type RedirectStage,
  startKeeper,
  startProgram,
  TOOL,
} from "../steps/redirecting.ts";
import { newId, openClient, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { newParties } from "../vectors/parties.ts";

const atEnd = afterTests();
let stage: RedirectStage;
beforeAll(async () => {
  stage = await openRedirectStage(atEnd);
});

const CHALLENGE = await sha256Base64url("v".repeat(43));

describe("without the keeper of the machine", () => {
  it("gets no code, and with the keeper the same page continues", async () => {
    await stage.keeper.stop();
    const program = await startProgram(onTestFinished, stage);
    const asked = await browse(program.address);
    expect((await askAs(stage, asked)).status).toBe(200);
    const path = `/api/authorizations/${asked.claims.jti}/state`;
    expect((await stage.postJson(path, { known: "vouched" })).as(redirectStateSchema)).toEqual({ state: "asked" });
    const keeper = await startKeeper(stage.home);
    atEnd(async () => void (await keeper.stop()));
    expect(await follow(stage, asked)).toMatchObject({ state: "vouched" });
  });
});

describe("a page", () => {
  it("asks nobody without an enrolled extension", async () => {
    const program = await startProgram(onTestFinished, stage);
    const asked = await browse(program.address);
    const stranger = await newParties({ id: newId(), name: "mallory" });
    expect((await askAs(stage, asked, stranger.extension)).outcome).toMatch(/not_enrolled/);
  });

  it("does not pass one request off for another", async () => {
    const [one, other] = [await startProgram(onTestFinished, stage), await startProgram(onTestFinished, stage)];
    const asked = await browse(one.address);
    const twists = [
      { authorization: (await browse(other.address)).hash },
      { aud: "https://other.example" },
      { iat: asked.claims.iat + 1 },
    ];
    for (const twist of twists)
      expect((await askAs(stage, asked, undefined, twist)).outcome).toMatch(/request_mismatch|wrong_audience/);
  });

  it("can't take over the first one's request from another browser session of the same machine", async () => {
    const program = await startProgram(onTestFinished, stage);
    const asked = await browse(program.address);
    expect((await askAs(stage, asked)).status).toBe(200);
    expect((await askAs({ ...stage, ...openClient(stage.issuer) }, asked)).outcome).toMatch(/other_session/);
  });

  it("asks the keeper of its own machine and not the victim's, where another person opens the same link", async () => {
    const program = await startProgram(onTestFinished, stage);
    const asked = await browse(program.address);
    const theirs = { ...stage, parties: await newParties({ id: newId(), name: "mallory" }) };
    const home = await openHome(onTestFinished);
    await enrolCommandLine(theirs, home.nearside, { name: "mallory", ticket: await stage.server.ticket("mallory") });
    const keeper = await startKeeper(home);
    onTestFinished(async () => void (await keeper.stop()));
    expect((await askAs(theirs, asked)).status).toBe(200);
    const state = await follow(theirs, asked);
    const id = state.state === "vouched" ? state.request_id : "";
    const requested = eventsAbout(stage, id).find(({ kind }) => kind === "login_requested");
    expect(requested?.data).toMatchObject({ user: { name: "mallory" } });
    // The browser that asks first has it: the victim's browser hears that another one did.
    expect((await askAs(stage, asked)).outcome).toMatch(/other_session/);
  });
});

describe("a device key", () => {
  let theirs: Stage;
  beforeAll(async () => {
    theirs = await openRedirectServer(atEnd);
    await enrol(theirs);
  });

  /** Gives the answer to its holder who vouches with those claims, for a program that a browser of the machine asked for or not. */
  async function vouchedWith(isAsked: boolean, twist: object, more: Readonly<Record<string, string>> = {}) {
    const asked = await browse(addressFor(theirs, "http://127.0.0.1:51004/callback", CHALLENGE));
    if (isAsked) (await askAs(theirs, asked)).as(redirectStateSchema);
    return vouch(asked, twist, more);
  }

  async function vouch(asked: Authorization, twist: object = {}, more: Readonly<Record<string, string>> = {}) {
    const redirect = {
      authorization: asked.claims.jti,
      uri: asked.claims.redirect_uri,
      code_challenge: asked.claims.code_challenge,
      executable: "/usr/bin/tool",
      started_at: asked.claims.iat - 10,
      ...twist,
    };
    const device_statement = await deviceStatementOf(theirs, theirs.parties, await newSigner(), { redirect });
    const form = { client_id: TOOL, scope: "read", device_statement, ...more };
    return (await postForm(theirs, "/oauth/device_authorization", form)).outcome;
  }

  it.each([
    ["no browser asked for", false, {}, {}, "request_unknown"],
    ["was asked with another challenge", true, { code_challenge: "A".repeat(43) }, {}, "request_mismatch"],
    ["waits elsewhere", true, { uri: "http://127.0.0.1:51005/callback" }, {}, "request_mismatch"],
    ["was asked with less scope", true, {}, { scope: "openid read" }, "request_mismatch"],
    ["is another one", true, {}, { client_id: KNOWN_TOOL }, "request_mismatch"],
    ["may not log in so", true, {}, { client_id: "unregistered-tool" }, "unauthorized_client"],
  ])("vouches for no program that %s", async (_what, isAsked, twist, more, code) => {
    expect(await vouchedWith(isAsked, twist, more)).toContain(code);
  });

  it("vouches once for a program that was asked for", async () => {
    const asked = await browse(addressFor(theirs, "http://127.0.0.1:51004/callback", CHALLENGE));
    (await askAs(theirs, asked)).as(redirectStateSchema);
    expect(await vouch(asked)).toBe("200");
    expect(await vouch(asked)).toContain("request_settled");
  });

  it("refuses another way to log in to a program that is registered for a redirect", async () => {
    const device_statement = await deviceStatementOf(theirs, theirs.parties, await newSigner());
    const form = { client_id: TOOL, scope: "read", device_statement };
    expect((await postForm(theirs, "/oauth/device_authorization", form)).outcome).toBe("400 unauthorized_client");
  });
});
