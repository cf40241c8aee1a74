// Protocol §6: a program that only knows a loopback redirect logs in through its machine's keeper, unmodified.
import { decodeJwt } from "jose";
import * as v from "valibot";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { until } from "../support/until.ts";
import { approveTyped } from "./real-command-line.ts";
import {
  eventsAbout,
  follow,
  gotBy,
  openRedirectStage,
  type RedirectStage,
  startProgram,
  vouched,
} from "./redirecting.ts";

const statusSchema = v.object({ enrolments: v.array(v.object({ machine: v.string(), standing: v.string() })) });
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
    const requested = eventsAbout(stage, id).find(({ kind }) => kind === "login_requested");
    expect(requested?.data).toMatchObject({
      redirect: { executable: expect.stringMatching(/node$/), uri: expect.stringContaining(String(program.port)) },
    });
    expect(
      stage.server.process.stdout() + stage.server.process.stderr() + stage.keeper.stderr() + stage.keeper.stdout(),
    ).not.toContain(code);
  });
});

it("asks for no program while its machine is quarantined, and serves it again once it is released", async () => {
  const enrolment = async () => {
    const status = await stage.home.nearside(["keeper", "status", "--json"]);
    await status.ended();
    return v.parse(statusSchema, JSON.parse(status.stdout())).enrolments[0];
  };
  const regarded = (as: string) =>
    until(
      async () => ((await enrolment())?.standing === as ? true : undefined),
      40_000,
      () => `the keeper did not hear that its machine is ${as}`,
    );
  const { machine = "" } = (await enrolment()) ?? {};
  const refusals = () => eventsAbout(stage, machine).filter(({ kind }) => kind === "device_refused");
  await stage.server.shell("machines", "quarantine", machine);
  await regarded("quarantined");
  const before = refusals().length;
  await stage.server.shell("machines", "release", machine);
  await regarded("active");
  const program = await startProgram(onTestFinished, stage);
  const { id } = await vouched(stage, program);
  await approveTyped(stage, { id });
  expect((await gotBy(program)).tokens.token_type).toBe("bearer");
  expect(refusals().length).toBe(before);
});

it("gives a program with a key a token for that key, which the person's approval names (RFC 9449 §10)", async () => {
  const program = await startProgram(onTestFinished, stage, { scope: "openid read", holds: "a key" });
  const { asked, id } = await vouched(stage, program);
  await approveTyped(stage, { id });
  const { tokens, asked: userinfo } = await gotBy(program);
  expect(tokens).toMatchObject({ token_type: "dpop", expires_in: expect.closeTo(300, -1) });
  expect(tokens["refresh_token"]).toBeUndefined();
  const claims = decodeJwt(tokens.access_token);
  expect(claims).toMatchObject({ acr: "urn:nearside:acr:loopback-redirect", cnf: { jkt: asked.claims.dpop_jkt } });
  expect(userinfo).toMatchObject({ sub: claims.sub });
  const requested = eventsAbout(stage, id).find(({ kind }) => kind === "login_requested");
  expect(requested?.data).toMatchObject({ redirect: { dpop_jkt: asked.claims.dpop_jkt } });
});
