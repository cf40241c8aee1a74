// R13, code retargeted: another client, scope, resource or session key redeems an approved login. Every field is under the
// request's signature and in the facts that the person saw, and the token is made of those.
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { CLIENT, type OpenLogin } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { approvedLogin, askForLogin, deviceStatementOf, poll, refresh } from "../steps/logging-in.ts";
import { knowing, newColleague } from "../steps/people.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const ORDERS = "https://orders.example";
const BANK = "https://bank.example";

const atEnd = afterTests();

let victim: EnrolledStage;
let mallory: EnrolledStage;
beforeAll(async () => {
  const settings = await knowing(atEnd, [
    { id: CLIENT, name: "Nearside command line", scopes: ["read", "write"], resources: [ORDERS, BANK] },
    { id: "deploy", name: "Deploy", scopes: ["read", "deploy"], resources: [ORDERS] },
  ]);
  victim = await openEnrolledStage(atEnd, settings);
  mallory = await newColleague(victim, "mallory");
});

const redeem = (
  login: OpenLogin,
  form: Readonly<Record<string, string>>,
  by = victim.parties.session,
): Promise<Answer> =>
  victim.postForm(
    "/oauth/token",
    { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: login.authorization.device_code, ...form },
    { by },
  );

it("refuses another program with the right session key, and the right program redeems", async () => {
  const login = await approvedLogin(victim, "read", { resource: ORDERS });
  await expectRefused(victim, () => redeem(login, { client_id: "deploy" }), {
    outcome: "400 invalid_grant",
    event: stepRefused(login.id, "redeem", "request_mismatch"),
  });
  await expectRefused(victim, () => redeem(login, { client_id: "unknown" }), {
    outcome: "401 invalid_client",
    event: null,
  });
  const tokens = (await poll(victim, login)).as(tokenAnswerSchema);
  expect((await accessToken.read(tokens.access_token)).claims).toMatchObject({ client_id: CLIENT, aud: [ORDERS] });
});

it("refuses another session key, of another machine, of the same machine, or the machine's own key", async () => {
  const login = await approvedLogin(victim);
  const { device, extension, otherSession } = victim.parties;
  for (const by of [mallory.parties.session, otherSession, device, extension])
    await expectRefused(victim, () => redeem(login, {}, by), {
      outcome: "400 invalid_grant",
      event: stepRefused(login.id, "redeem", "key_mismatch"),
    });
  expect((await poll(victim, login)).status).toBe(200);
});

it("refuses another scope, resource or detail while redeeming, or issues a token for what the person saw", async () => {
  const login = await approvedLogin(victim, "read", { resource: ORDERS });
  const details = JSON.stringify([{ type: "payment" }]);
  const wider: [outcome: string, more: Readonly<Record<string, string>>][] = [
    ["400 invalid_target", { resource: BANK }],
    ["400 invalid_authorization_details", { authorization_details: details }],
    ["400 invalid_target", { scope: "read write", resource: BANK, authorization_details: details }],
  ];
  for (const [outcome, more] of wider) await expectRefused(victim, () => redeem(login, more), { outcome, event: null });
  // a device code's request has no scope (RFC 8628 §3.4): one is passed over as any parameter that is not known
  const tokens = (await redeem(login, { scope: "read write" })).as(tokenAnswerSchema);
  const { claims } = await accessToken.read(tokens.access_token);
  expect(claims).toMatchObject({ scope: "read", aud: [ORDERS] });
  expect(claims.authorization_details ?? []).toEqual([]);
  expect(tokens.scope).toBe("read");
  const renewed = (await refresh(victim, tokens.refresh_token)).as(tokenAnswerSchema);
  expect((await accessToken.read(renewed.access_token)).claims).toMatchObject({ scope: "read", aud: [ORDERS] });
});

it("refuses a program that asks for another's things, before there is a login", async () => {
  const requests: [outcome: string, scope: string, more: Readonly<Record<string, string>>][] = [
    ["400 invalid_scope", "deploy", {}],
    ["400 invalid_target", "read", { resource: "https://elsewhere.example" }],
    ["400 invalid_target", "read", { client_id: "deploy", resource: BANK }],
    ["400 invalid_scope", "write", { client_id: "deploy" }],
  ];
  for (const [outcome, scope, more] of requests) {
    const login = async (): Promise<Answer> => {
      const device_statement = await deviceStatementOf(victim);
      return victim.postForm("/oauth/device_authorization", { client_id: CLIENT, scope, device_statement, ...more });
    };
    await expectRefused(victim, login, { outcome, event: null });
  }
  expect((await askForLogin(victim, "deploy", { client_id: "deploy" })).id).toMatch(/^rq_/);
});

it("refuses one login's device code with another one's session key", async () => {
  const one = await approvedLogin(victim);
  const theirs = { ...victim, parties: { ...victim.parties, session: victim.parties.otherSession } };
  const other = await approvedLogin(theirs, "write");
  await expectRefused(victim, () => redeem(one, {}, victim.parties.otherSession), {
    outcome: "400 invalid_grant",
    event: stepRefused(one.id, "redeem", "key_mismatch"),
  });
  await expectRefused(victim, () => redeem(other, {}), {
    outcome: "400 invalid_grant",
    event: stepRefused(other.id, "redeem", "key_mismatch"),
  });
  for (const [stage, login] of [[victim, one] as const, [theirs, other] as const])
    expect((await poll(stage, login)).status).toBe(200);
});
