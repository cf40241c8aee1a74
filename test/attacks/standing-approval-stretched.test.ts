// R29: an approval that a rule lets stand is stretched: to another terminal, program, API or scope, beyond its time, by what rests on
// it, or after it was ended early. The machine is the thief's for a moment: he has its command line and its browser, and no touch.
//
// No test waits for minutes: SQL in the running server's database sets back when an approval was given.
import { approveAnswerSchema, decisionAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import type { Context } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { withdrawal } from "@nearside/shared/statements/withdrawal.ts";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { RedeemedLogin } from "../kit/log-in.ts";
import { CLIENT, type OpenLogin } from "../kit/login-steps.ts";
import { ANYBODY, STANDS } from "../kit/rules.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { askForLogin, deviceStatementOf, meetForLogin, poll, redeemedLogin } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { demand, publishRules } from "../support/rules.ts";
import { rowsOf } from "../support/server-rows.ts";
import { runSql } from "./support-administrator.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: EnrolledStage;
beforeAll(async () => {
  stage = await openEnrolledStage(atEnd);
});
let first: RedeemedLogin;
beforeEach(async () => {
  for (const { id } of rowsOf(stage, "SELECT id FROM logins WHERE state IN ('approved', 'redeemed')"))
    givenAgo({ id: String(id) }, 601);
  await publishRules(stage.server, ANYBODY);
  first = await redeemedLogin(stage);
  await publishRules(stage.server, STANDS);
});

type Met = OpenLogin & Pick<Awaited<ReturnType<typeof meetForLogin>>, "attestation">;

/** A login from the same machine that was met. */
async function met(form: Readonly<Record<string, string>> = {}, context: Partial<Context> = {}): Promise<Met> {
  const device_statement = await deviceStatementOf(stage, context);
  const { scope = "read", ...more } = form;
  const login = await askForLogin(stage, scope, { ...more, device_statement });
  const { attestation } = await meetForLogin(stage, login);
  return { ...login, attestation };
}
const decide = async ({ id }: OpenLogin) =>
  (await stage.postJson(`/api/requests/${id}/decision`, {})).as(decisionAnswerSchema);
const approveBare = ({ id }: OpenLogin, signed: string) =>
  stage.postJson(`/api/requests/${id}/approve`, { decision: signed, assertion: null });

async function standing(): Promise<{ readonly login: Met; readonly signed: string }> {
  const login = await met();
  const answer = await decide(login);
  if (answer.state !== "stands") return expect.fail(answer.state);
  return { login, signed: answer.decision };
}
async function restingLogin(): Promise<OpenLogin> {
  const { login, signed } = await standing();
  (await approveBare(login, signed)).as(approveAnswerSchema);
  return login;
}
/** Refused for this reason alone: the approval is still valid for what it was given for. */
async function expectTouch(login: OpenLogin): Promise<void> {
  const answer = await decide(login);
  if (answer.state !== "decided") return expect.fail(answer.state);
  expect((await decision.read(answer.decision)).claims).not.toHaveProperty("rests_on");
  await expectRefused(stage, () => approveBare(login, answer.decision), {
    outcome: "400 assertion_invalid",
    event: stepRefused(login.id, "approve", "assertion_invalid"),
  });
  await restingLogin();
}
/** An approval that rests on that touch is as old. */
const givenAgo = ({ id }: Pick<OpenLogin, "id">, seconds: number) =>
  runSql(stage, "UPDATE logins SET touched_at = touched_at - ? WHERE coalesce(rests_on, id) = ?", String(seconds), id);

it("is met again and is enough for the same; the token tells when the person touched", async () => {
  const { login, signed } = await standing();
  const { rests_on } = (await decision.read(signed)).claims;
  expect(rests_on).toMatchObject({ request: first.id, credential_id: stage.parties.passkey.enrolled.credential_id });
  (await approveBare(login, signed)).as(approveAnswerSchema);
  const token = await accessToken.read((await poll(stage, login)).as(tokenAnswerSchema).access_token);
  expect(token.claims.auth_time).toBe(rests_on?.approved_at);
});

it.each<[what: string, form: Readonly<Record<string, string>>, context: Partial<Context>]>([
  ["another terminal", {}, { tty: "/dev/pts/2" }],
  ["no terminal", {}, { tty: null }],
  [
    "another session of the terminal of that name",
    {},
    { terminal_session: "TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTA" },
  ],
  ["an SSH session on that machine", {}, { remote: "ssh" }],
  ["another account", {}, { account: "root" }],
  ["more scope", { scope: "read write" }, {}],
  ["other details", { authorization_details: '[{"type":"payment"}]' }, {}],
])("is not enough from or for %s", async (_what, form, context) => {
  await expectTouch(await met(form, context));
});

it("is not enough for an API that it was not for", async () => {
  await expectTouch(await met({ resource: stage.issuer }));
});

it("is not enough without being met: nothing is decided for somebody who only asks", async () => {
  const login = await askForLogin(stage);
  const askDecision = () => stage.postJson(`/api/requests/${login.id}/decision`, {});
  expect((await askDecision()).outcome).toBe("400 other_session");
  await restingLogin();
});

it("stays as old as its touch, and nothing rests on what rests on it", async () => {
  const second = await restingLogin();
  (await poll(stage, second)).as(tokenAnswerSchema);
  givenAgo(first, 601);
  expect((await decide(await met())).state).toBe("decided");
});

it("is refused where it is too old, or asked for otherwise by now, though it stood when the decision was signed", async () => {
  const { login, signed } = await standing();
  const stale = { outcome: "400 decision_stale", event: stepRefused(login.id, "approve", "decision_stale") };
  await publishRules(stage.server, STANDS, demand("@require_justification"));
  await expectRefused(stage, () => approveBare(login, signed), stale);
  await publishRules(stage.server, ANYBODY);
  await expectRefused(stage, () => approveBare(login, signed), stale);
  await publishRules(stage.server, STANDS);
  expect((await approveBare(login, signed)).status).toBe(200);
});

it("ends with its tokens", async () => {
  const { login, signed } = await standing();
  await stage.postForm("/oauth/revoke", { client_id: CLIENT, token: first.tokens.refresh_token });
  await expectRefused(stage, () => approveBare(login, signed), {
    outcome: "400 decision_stale",
    event: stepRefused(login.id, "approve", "decision_stale"),
  });
  expect((await decide(login)).state).toBe("decided");
});

it.each([
  ["a denial", false],
  ['"I didn\'t start this"', true],
])("ends with %s to a login that was decided by it", async (_what, alert) => {
  const other = await standing();
  const approved = await restingLogin();
  const { login } = await standing();
  const outcome = await denial.sign(stage.parties.extension, { attestation: login.attestation });
  expect((await stage.postJson(`/api/requests/${login.id}/deny`, { denial: outcome, alert })).status).toBe(200);
  await expectRefused(stage, () => approveBare(other.login, other.signed), {
    outcome: "400 decision_stale",
    event: stepRefused(other.login.id, "approve", "decision_stale"),
  });
  await expectRefused(stage, () => poll(stage, approved), {
    outcome: "400 invalid_grant/standing_mismatch",
    event: stepRefused(approved.id, "redeem", "standing_mismatch"),
  });
  expect((await decide(other.login)).state).toBe("decided");
});

it("ends with \"I didn't start this\", where the thief's command line withdraws before the person can say it", async () => {
  const other = await standing();
  const { login } = await standing();
  const gone = { request: await sha256Base64url(login.authorization.request), reason: "ended" } as const;
  const withdrawn = await withdrawal.sign(stage.parties.session, gone);
  const at = (what: string) => `/api/requests/${login.id}/${what}`;
  expect((await stage.postJson(at("withdrawal"), { withdrawal: withdrawn })).status).toBe(204);
  const outcome = await denial.sign(stage.parties.extension, { attestation: login.attestation });
  await expectRefused(stage, () => stage.postJson(at("deny"), { denial: outcome, alert: false }), {
    outcome: "400 request_withdrawn",
    event: stepRefused(login.id, "deny", "request_withdrawn"),
  });
  expect((await stage.postJson(at("deny"), { denial: outcome, alert: true })).status).toBe(200);
  await expectRefused(stage, () => approveBare(other.login, other.signed), {
    outcome: "400 decision_stale",
    event: stepRefused(other.login.id, "approve", "decision_stale"),
  });
  expect((await decide(other.login)).state).toBe("decided");
});

it("ends with an access token that was given back", async () => {
  const { login, signed } = await standing();
  await stage.postForm("/oauth/revoke", { client_id: CLIENT, token: first.tokens.access_token });
  await expectRefused(stage, () => approveBare(login, signed), {
    outcome: "400 decision_stale",
    event: stepRefused(login.id, "approve", "decision_stale"),
  });
  expect((await decide(login)).state).toBe("decided");
});

it("ends with its passkey", async () => {
  const { login, signed } = await standing();
  const { credential_id } = stage.parties.passkey.enrolled;
  const set = (state: string) =>
    runSql(stage, "UPDATE passkeys SET state = ? WHERE credential_id = ?", state, credential_id);
  set("revoked");
  await expectRefused(stage, () => approveBare(login, signed), {
    outcome: "400 passkey_revoked",
    event: stepRefused(login.id, "approve", "passkey_revoked"),
  });
  set("active");
  expect((await approveBare(login, signed)).status).toBe(200);
});

it("ends between the approval and the token too", async () => {
  const login = await restingLogin();
  await stage.postForm("/oauth/revoke", { client_id: CLIENT, token: first.tokens.refresh_token });
  await expectRefused(stage, () => poll(stage, login), {
    outcome: "400 invalid_grant/standing_mismatch",
    event: stepRefused(login.id, "redeem", "standing_mismatch"),
  });
});
