// Protocol §6: a program that only knows a loopback redirect logs in through its machine's keeper, unmodified.
import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { approveTyped } from "./real-command-line.ts";
import { follow, gotBy, openRedirectStage, type RedirectStage, startProgram, vouched } from "./redirecting.ts";

const atEnd = afterTests();
let stage: RedirectStage;
beforeAll(async () => {
  stage = await openRedirectStage(atEnd);
});

describe.each(["127.0.0.1", "::1"])("a program of openid-client at %s", (host) => {
  it("gets its token, and no address has its code", async () => {
    const program = await startProgram(onTestFinished, stage, { scope: "openid read", host });
    const { asked, id } = await vouched(stage, program);
    await approveTyped(stage, { id });
    const { tokens, code } = await gotBy(program);
    expect(tokens).toMatchObject({ token_type: "bearer", expires_in: expect.closeTo(300, -1) });
    expect(tokens["refresh_token"]).toBeUndefined();
    const claims = decodeJwt(tokens.access_token);
    expect(claims).toMatchObject({
      acr: "urn:nearside:acr:loopback-redirect",
      proof: { program: "redirect", peer: "same", forwarded: "no" },
    });
    expect(claims["cnf"]).toBeUndefined();
    expect(await follow(stage, asked, "vouched")).toEqual({ state: "delivered" });
    expect(program.process.stdout()).toContain('"parameters":["code","state","iss"]');
    const requested = storedEventsAbout(stage.dataFolder, id).find(({ kind }) => kind === "login_requested");
    expect(requested?.data).toMatchObject({
      redirect: { executable: expect.stringMatching(/node$/), uri: expect.stringContaining(String(program.port)) },
    });
    expect(
      stage.server.process.stdout() + stage.server.process.stderr() + stage.keeper.stderr() + stage.keeper.stdout(),
    ).not.toContain(code);
  });
});

it("gives a program that has a key a token for that key, which the person's approval names (RFC 9449 §10)", async () => {
  const program = await startProgram(onTestFinished, stage, { scope: "openid read", holds: "a key" });
  const { asked, id } = await vouched(stage, program);
  await approveTyped(stage, { id });
  const { tokens, asked: userinfo } = await gotBy(program);
  expect(tokens).toMatchObject({ token_type: "dpop", expires_in: expect.closeTo(300, -1) });
  expect(tokens["refresh_token"]).toBeUndefined();
  const claims = decodeJwt(tokens.access_token);
  expect(claims).toMatchObject({ acr: "urn:nearside:acr:loopback-redirect", cnf: { jkt: asked.claims.dpop_jkt } });
  expect(userinfo).toMatchObject({ sub: claims.sub });
  const requested = storedEventsAbout(stage.dataFolder, id).find(({ kind }) => kind === "login_requested");
  expect(requested?.data).toMatchObject({ redirect: { dpop_jkt: asked.claims.dpop_jkt } });
});
