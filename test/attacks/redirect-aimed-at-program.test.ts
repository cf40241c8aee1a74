// R33: somebody elsewhere begins a login by redirect with a challenge of his own, and has the victim's browser open it, aimed at a port
// of the victim's machine (ConsentFix). The code goes to the program that listens there, over the machine's own loopback, and to nobody else.
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { postForm } from "../kit/send.ts";
import { approveTyped } from "../steps/real-command-line.ts";
import {
  addressFor,
  askAs,
  browse,
  follow,
  gotBy,
  openRedirectStage,
  type RedirectStage,
  startProgram,
  TOOL,
  vouched,
} from "../steps/redirecting.ts";
import { newId, openClient } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { newParties } from "../vectors/parties.ts";

const atEnd = afterTests();
const VERIFIER = "v".repeat(43);
let stage: RedirectStage;
beforeAll(async () => {
  stage = await openRedirectStage(atEnd);
});

describe("an attacker's own challenge, aimed at a program of the victim", () => {
  it("brings the code to that program alone, which refuses it as no answer of its own", async () => {
    const program = await startProgram(onTestFinished, stage);
    const address = addressFor(stage, `http://127.0.0.1:${program.port}/callback`, await sha256Base64url(VERIFIER));
    const asked = await browse(address);
    await askAs(stage, asked);
    const state = await follow(stage, asked);
    expect(state).toMatchObject({ state: "vouched" });
    // Even a person who approves everything gives the attacker nothing.
    await approveTyped(stage, { id: "request_id" in state ? state.request_id : "" });
    await program.process.printed(/\{"failed":"OAUTH_INVALID_RESPONSE"/);
    // The program refused it, and so the keeper ended it.
    expect(await follow(stage, asked, "vouched")).toEqual({ state: "refused", code: "not_delivered" });
    const [, parameters] = /"parameters":(\[[^\]]*\])/.exec(program.process.stdout()) ?? [];
    expect(parameters).toBe('["code","state","iss"]');
  });

  it("shows the attacker nothing in his session, on his page or on his own machine", async () => {
    const program = await startProgram(onTestFinished, stage);
    const { asked, id } = await vouched(stage, program);
    const elsewhere = openClient(stage.issuer);
    const path = `/api/authorizations/${asked.claims.jti}/state`;
    // He opens the same link in a browser of his own, with an extension that nobody enrolled, and then has a session there.
    const stranger = await newParties({ id: newId(), name: "mallory" });
    expect((await askAs({ ...stage, ...elsewhere }, asked, stranger.extension)).outcome).toMatch(/not_enrolled/);
    expect((await elsewhere.postJson(path, { known: "asked" })).outcome).toMatch(/other_session/);
    await approveTyped(stage, { id });
    const { code } = await gotBy(program);
    const tried = { grant_type: "authorization_code", client_id: TOOL, code, redirect_uri: asked.claims.redirect_uri };
    const answer = await postForm(elsewhere, "/oauth/token", { ...tried, code_verifier: VERIFIER });
    expect(answer.outcome).toBe("400 invalid_grant");
  });
});
