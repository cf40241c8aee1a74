// R35: the code of a program is pasted elsewhere, shown again, shown too late, or shown by somebody without the verifier; or a program
// begins without PKCE, with `plain`, or with an address that was not registered.
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { postForm } from "../kit/send.ts";
import { approveTyped } from "../steps/real-command-line.ts";
import {
  addressFor,
  eventsAbout,
  gotBy,
  openRedirectStage,
  type RedirectStage,
  startProgram,
  TOOL,
  vouched,
} from "../steps/redirecting.ts";
import { afterTests } from "../support/after-tests.ts";
import { startOf } from "./support-redirect.ts";

const atEnd = afterTests();
let stage: RedirectStage;
beforeAll(async () => {
  stage = await openRedirectStage(atEnd);
});

const HOME = "http://127.0.0.1:51004/callback";

describe("a code", () => {
  it("is valid once: the second time its tokens end, if anybody shows it with the verifier", async () => {
    const program = await startProgram(onTestFinished, stage, { scope: "openid profile" });
    const { asked, id } = await vouched(stage, program);
    await approveTyped(stage, { id });
    const { tokens, code, verifier } = await gotBy(program);
    const userinfo = () =>
      stage.send("/oauth/userinfo", { headers: { authorization: `Bearer ${tokens.access_token}` } });
    expect((await userinfo()).status).toBe(200);
    const form = { grant_type: "authorization_code", client_id: TOOL, code, redirect_uri: asked.claims.redirect_uri };
    const show = async (more: Readonly<Record<string, string>>) =>
      (await postForm(stage, "/oauth/token", { ...form, ...more })).outcome;
    // Pasted where the verifier is not: nothing is given, and nothing ends.
    expect(await show({ code_verifier: "w".repeat(43) })).toBe("400 invalid_grant");
    expect(await show({ code_verifier: verifier, client_id: "nearside-cli" })).toBe("400 invalid_grant");
    expect(await show({ code_verifier: verifier, redirect_uri: HOME })).toBe("400 invalid_grant");
    expect((await userinfo()).status).toBe(200);
    expect(await show({ code_verifier: verifier })).toBe("400 invalid_grant");
    expect((await userinfo()).status).toBe(401);
    const refused = eventsAbout(stage, asked.claims.jti).filter(({ kind }) => kind === "code_refused");
    expect(refused.map(({ data }) => data)).toEqual([
      { login: id, code: "verifier", ended: false },
      { login: id, code: "client", ended: false },
      { login: id, code: "redirect_uri", ended: false },
      { login: id, code: "used", ended: true },
    ]);
  });

  it("gives a token that nobody can use as one that is bound to a key", async () => {
    const program = await startProgram(onTestFinished, stage);
    const { id } = await vouched(stage, program);
    await approveTyped(stage, { id });
    const { tokens } = await gotBy(program);
    const answer = await stage.send("/oauth/userinfo", { headers: { authorization: `DPoP ${tokens.access_token}` } });
    expect(answer.status).toBe(401);
  });
});

describe("a login by redirect does not begin", () => {
  const VERIFIER = "v".repeat(43);
  it.each([
    ["without PKCE", { code_challenge: "", code_challenge_method: "" }, "invalid_request"],
    ["with plain", { code_challenge: VERIFIER, code_challenge_method: "plain" }, "invalid_request"],
    ["without saying how the challenge was made", { code_challenge_method: "" }, "invalid_request"],
    ["with a token in the address", { response_type: "token" }, "invalid_request"],
    ["with more scope than is registered", { scope: "read write" }, "invalid_scope"],
    ["for a program that was not registered for it", { client_id: "unregistered-tool" }, "unauthorized_client"],
    ["with a request object", { request: "eyJhbGciOiJub25lIn0.e30." }, "invalid_request"],
  ])("%s: the program hears it, with the server's name", async (_what, twist, error) => {
    const address = new URL(addressFor(stage, HOME, await sha256Base64url(VERIFIER), twist));
    const back = await startOf(address);
    expect(back.origin + back.pathname).toBe(HOME);
    expect(back.searchParams.get("error")).toBe(error);
    expect(back.searchParams.get("iss")).toBe(stage.issuer);
    expect(back.searchParams.get("state")).toBe("of-the-one-who-asks");
  });

  it.each([
    "http://127.0.0.1:51004/other",
    "http://localhost:51004/callback",
    "http://192.0.2.1:51004/callback",
    "https://attacker.example/callback",
    "http://127.0.0.1:51004/callback?x=1",
  ])("for %s, and the browser is sent nowhere", async (uri) => {
    const address = addressFor(stage, uri, await sha256Base64url(VERIFIER));
    const answer = await fetch(address, { redirect: "manual", headers: { accept: "text/html" } });
    expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
    expect(await answer.text()).toContain("No login was started");
  });
});
