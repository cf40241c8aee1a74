// R30: what a rule asks for is dodged: a weaker passkey or none, one key touched twice, nothing typed, the scope that was left out, a
// stale touch. The thief may log in and wants to be asked less; he has the machine's keys and signs everything that he likes.
import { decisionAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { beforeAll, expect, it } from "vitest";
import { ANYBODY } from "../kit/rules.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, redeemedLogin, refresh } from "../steps/logging-in.ts";
import { RP_ID } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { demand, publishRules } from "../support/rules.ts";
import { runSql } from "./support-administrator.ts";
import { expectRefused, familyOf, refreshRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: EnrolledStage;
beforeAll(async () => {
  stage = await openEnrolledStage(atEnd);
});

async function met(scope?: string) {
  const login = await askForLogin(stage, scope);
  await meetForLogin(stage, login);
  return login;
}
const decide = (id: string, typed: object = {}) => stage.postJson(`/api/requests/${id}/decision`, typed);

it.each(["@require_attested_passkey", "@require_security_key"])(
  "by a passkey of whose make nobody knows, where a rule has %s: nothing is decided",
  async (annotation) => {
    await publishRules(stage.server, ANYBODY, demand(annotation));
    const { id } = await met();
    await expectRefused(stage, () => decide(id), {
      outcome: "400 rule_unmet",
      event: stepRefused(id, "decision", "rule_unmet"),
    });
    await publishRules(stage.server, ANYBODY);
    (await decide(id)).as(decisionAnswerSchema);
  },
);

it("refuses a decision where nothing was typed, or somebody else's question was answered", async () => {
  await publishRules(stage.server, ANYBODY);
  const login = await met();
  const decided = await decisionOn(stage, login);
  await publishRules(stage.server, ANYBODY, demand('@require_ticket("OPS")'));
  for (const typed of [{}, { ticket: "CHG-1" }])
    expect((await decide(login.id, typed)).as(decisionAnswerSchema)).toMatchObject({
      state: "wanted",
      wanted: { what: "ticket", prefixes: ["OPS"] },
    });
  await expectRefused(stage, () => decide(login.id, { justification: "because I say so" }), {
    outcome: "400 typed_unasked",
    event: stepRefused(login.id, "decision", "typed_unasked"),
  });
  const stale = { outcome: "400 decision_stale", event: stepRefused(login.id, "approve", "decision_stale") };
  await expectRefused(stage, () => approve(stage, login, decided), stale);
  const answer = (await decide(login.id, { ticket: "OPS-7" })).as(decisionAnswerSchema);
  if (answer.state !== "decided") return expect.fail(answer.state);
  expect((await decision.read(answer.decision)).claims.ticket).toBe("OPS-7");
  expect((await approve(stage, login, answer)).status).toBe(200);
});

it("refuses what was decided before the rule was there", async () => {
  await publishRules(stage.server, ANYBODY);
  const login = await met();
  const decided = await decisionOn(stage, login);
  await publishRules(stage.server, ANYBODY, demand(`@require_fresh_touch("1m")`));
  await expectRefused(stage, () => approve(stage, login, decided), {
    outcome: "400 decision_stale",
    event: stepRefused(login.id, "approve", "decision_stale"),
  });
  expect((await approve(stage, login, await decisionOn(stage, login))).status).toBe(200);
});

it("refuses a second key that nobody asked for, and the first one touched twice", async () => {
  await publishRules(stage.server, ANYBODY);
  const login = await met();
  const { decision: signed, options } = await decisionOn(stage, login);
  const party = { challenge: Buffer.from(options.challenge, "base64url"), rpId: RP_ID, origin: stage.issuer };
  const assertion = stage.parties.passkey.get(party);
  for (const security_key of [assertion, stage.parties.strangerPasskey.get(party)])
    await expectRefused(
      stage,
      () => stage.postJson(`/api/requests/${login.id}/approve`, { decision: signed, assertion, security_key }),
      { outcome: "400 decision_mismatch", event: stepRefused(login.id, "approve", "decision_mismatch") },
    );
});

it("refuses the scope that a rule left out, when it is asked for later", async () => {
  await publishRules(stage.server, ANYBODY, demand('@scopes("read")'));
  const { tokens } = await redeemedLogin(stage, "read write");
  const { claims } = await accessToken.read(tokens.access_token);
  expect([claims.scope, tokens.scope]).toEqual(["read", "read"]);
  await publishRules(stage.server, ANYBODY);
  const renewed = (await refresh(stage, tokens.refresh_token)).as(tokenAnswerSchema);
  expect((await accessToken.read(renewed.access_token)).claims.scope).toBe("read");
});

it("refuses to renew what rests on a touch that is too old for a rule", async () => {
  await publishRules(stage.server, ANYBODY);
  const { tokens, id } = await redeemedLogin(stage);
  const family = familyOf(stage, id);
  runSql(stage, "UPDATE token_families SET data = json_set(data, '$.auth_time', 1) WHERE id = ?", family);
  await publishRules(stage.server, ANYBODY, demand(`@require_fresh_touch("1m")`));
  const renew = () => refresh(stage, tokens.refresh_token);
  await expectRefused(stage, renew, {
    outcome: "400 invalid_grant/approval_too_old",
    event: refreshRefused(family, "approval_too_old"),
  });
  await publishRules(stage.server, ANYBODY);
  expect((await renew()).status).toBe(200);
});
