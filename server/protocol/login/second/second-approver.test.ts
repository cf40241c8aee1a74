import { approvalsAnswerSchema, coDecisionAnswerSchema } from "@nearside/shared/api/console/approvals.ts";
import { approveAnswerSchema, decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { secondWaitSchema } from "@nearside/shared/api/second-wait.ts";
import { verifyForReview } from "@nearside/shared/evidence/review.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import * as v from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../../../../test/kit/console.ts";
import { type MetLogin, metLogin } from "../../../../test/kit/log-in.ts";
import { approve, poll, refresh } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { ANYBODY } from "../../../../test/kit/rules.ts";
import {
  APPROVALS,
  answerBack,
  askBack,
  askCoDecision,
  coApprovalOf,
  coApprove,
  coRefuse,
  sendCoApproval,
} from "../../../../test/kit/second-approver.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { evidenceOf, verdictOn } from "../../../testing/evidence.ts";
import { largeGroup } from "../../../testing/large-group.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { plansOf } from "../../../testing/query-plan.ts";
import { ruleBy } from "../../../testing/rule-by.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { quarantineMachine, releaseMachine } from "../../revocation/quarantine-machine.ts";
import { isAskedBy } from "../own-login.ts";
import { secondWaitOf } from "./second-wait.ts";

const asks = (how: string) => `@id("two") ${how} forbid (principal, action == Action::"approve", resource);`;
const pendingSchema = v.looseObject({ error: v.literal("authorization_pending"), second: secondWaitSchema });

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });
  let alice: EnrolledMachine;
  let bob: ConsolePage;
  let carol: ConsolePage;

  beforeEach(async () => {
    alice = await enrolledMachine(server, "alice");
    bob = await openConsole(server, await enrolledMachine(server, "bob"));
    carol = await openConsole(server, await enrolledMachine(server, "carol"));
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob user:carol") @within("15m")'));
  });

  async function waitingLogin(): Promise<MetLogin> {
    const login = await metLogin(server, alice);
    const answer = await approve(server, alice, login, login.met.answer.as(decidedAnswerSchema));
    expect(answer.as(approveAnswerSchema)).toMatchObject({ state: "waiting", request_id: login.id });
    return login;
  }
  const wait = async (login: MetLogin, known = "0") =>
    v.parse(pendingSchema, JSON.parse((await poll(server, login, { form: { known_second: known } })).text)).second;
  const setState = ({ machine }: ConsolePage, state: "quarantined" | "active") =>
    server.services.db.updateTable("devices").set({ state }).where("jkt", "=", machine.device.thumbprint).execute();
  const listOf = async (page: ConsolePage) => (await page.get(APPROVALS)).as(approvalsAnswerSchema);
  const stateOf = async ({ id }: MetLogin) => (await findLogin(server.services.db, id))?.state;

  it("waits for another person, and gives the token once they have approved", async () => {
    const login = await waitingLogin();
    expect(await wait(login)).toMatchObject({
      ...{ asked: ["bob", "carol"], asked_total: 2, quorum: 1, have: 0, questions: [] },
      until: server.now() + 900,
    });
    expect((await listOf(bob)).waiting).toMatchObject([{ id: login.id, initiator: { name: "alice" }, quorum: 1 }]);
    expect((await coApprove(server, bob, login)).outcome).toBe("200");
    const tokens = (await poll(server, login)).as(tokenAnswerSchema);
    expect(tokens.access_token).not.toBe("");
    const evidence = await evidenceOf(server, login.id);
    expect(evidence.login.co_approvals).toHaveLength(1);
    expect(await verdictOn(evidence)).toBe("holds");
    expect((await listOf(bob)).recent).toMatchObject([{ id: login.id, mine: { outcome: "approved" } }]);
    expect((await listOf(carol)).recent).toMatchObject([{ id: login.id, state: "redeemed", mine: null, tokens: [] }]);
    const kinds = (await eventsOf(server, login.id)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["login_second_wanted", "login_co_approved", "login_redeemed"]));
  });

  it("hands the extension of the person who is asked all that it verifies", async () => {
    const login = await waitingLogin();
    const { co_decision, review } = (await askCoDecision(bob, login)).as(coDecisionAnswerSchema);
    const { extension, device, user } = bob.machine;
    const trusted = { issuer: server.issuer, serverKeys: server.services.keys.jwks.keys };
    const approver = { user: user.id, device: device.thumbprint, extension: extension.thumbprint };
    const reviewed = await verifyForReview(review, co_decision, { ...trusted, approver });
    expect(readFacts(reviewed.facts).context.command).toBe("deploy prod");
    await expect(
      verifyForReview(review, co_decision, { ...trusted, approver: { ...approver, user: carol.machine.user.id } }),
    ).rejects.toMatchObject({ code: "co_approver_mismatch" });
  });

  it("takes as many different people as the quorum wants", async () => {
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob user:carol") @quorum("2")'));
    const login = await waitingLogin();
    expect((await coApprove(server, bob, login)).text).toContain("waiting");
    expect((await coApprove(server, bob, login)).outcome).toBe("400 co_same_person");
    expect(await wait(login)).toMatchObject({ quorum: 2, have: 1 });
    expect((await coApprove(server, carol, login)).text).toContain("approved");
    expect((await poll(server, login)).status).toBe(200);
    expect(await verdictOn(await evidenceOf(server, login.id))).toBe("holds");
  });

  it("reads a hundred people of a large group, and names the first of them", async () => {
    await largeGroup(server, 250);
    await ruleBy(server, ANYBODY, asks('@require_second_approver("group:leads")'));
    const login = await waitingLogin();
    const told = await wait(login);
    expect([told.asked.length, told.asked_total]).toEqual([16, 100]);
    const found = await findLogin(server.services.db, login.id);
    if (found?.state !== "waiting" || !isAskedBy(found, login.session.thumbprint))
      return expect.fail("it does not wait");
    const plans = await plansOf(server, (db) => secondWaitOf({ ...server.services, db }, found));
    expect(plans.filter((plan) => /Sort|TEMP B-TREE|SCAN users|Seq Scan on users/.test(plan))).toEqual([]);
  });

  it("says how many are needed at the least, where one person is in two lists", async () => {
    const other = asks('@require_second_approver("user:carol user:dave")').replace('"two"', '"three"');
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob user:carol")'), other);
    const login = await waitingLogin();
    expect(await wait(login)).toMatchObject({ quorum: 1, have: 0 });
    expect((await coApprove(server, bob, login)).text).toContain("waiting");
    expect(await wait(login)).toMatchObject({ quorum: 2, have: 1 });
    expect((await listOf(carol)).waiting).toMatchObject([{ quorum: 2, have: 1 }]);
    expect((await coApprove(server, carol, login)).text).toContain("approved");
    const alone = await waitingLogin();
    expect((await coApprove(server, carol, alone)).text).toContain("approved");
    expect((await poll(server, alone)).status).toBe(200);
  });

  it("drops the approval of somebody whose machine was quarantined, who may approve again once it is released", async () => {
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob user:carol") @quorum("2")'));
    const login = await waitingLogin();
    const why = { by: SERVER_SHELL, note: "looks odd" } as const;
    const { boundSetId } = bob.machine;
    expect((await coApprove(server, bob, login)).text).toContain("waiting");
    expect((await quarantineMachine(server.services, boundSetId, why)).state).toBe("quarantined");
    expect((await coApprove(server, carol, login)).text).toContain("waiting");
    expect(await wait(login)).toMatchObject({ quorum: 2, have: 1 });
    expect((await releaseMachine(server.services, boundSetId, why)).state).toBe("released");
    const again = await openConsole(server, bob.machine);
    expect((await listOf(again)).waiting).toMatchObject([{ id: login.id, have: 1 }]);
    expect((await coApprove(server, again, login)).text).toContain("approved");
    expect((await poll(server, login)).status).toBe(200);
    const evidence = await evidenceOf(server, login.id);
    expect([evidence.login.co_approvals?.length, await verdictOn(evidence)]).toEqual([2, "holds"]);
  });

  it("counts one person for every list that names them", async () => {
    const lists = ["user:bob user:carol", "user:bob user:dave"].map(
      (names, at) =>
        `@id("two${at}") @require_second_approver("${names}") forbid (principal, action == Action::"approve", resource);`,
    );
    await ruleBy(server, ANYBODY, ...lists);
    const login = await waitingLogin();
    expect((await coApprove(server, bob, login)).text).toContain("approved");
    expect((await poll(server, login)).status).toBe(200);
    expect(await verdictOn(await evidenceOf(server, login.id))).toBe("holds");
  });

  it("takes no approval again that counted before and was dropped", async () => {
    const dave = await openConsole(server, await enrolledMachine(server, "dave"));
    await ruleBy(server, ANYBODY, asks('@require_second_approver("user:bob user:carol user:dave") @quorum("3")'));
    const login = await waitingLogin();
    const { co_decision } = (await askCoDecision(bob, login)).as(coDecisionAnswerSchema);
    const body = await coApprovalOf(server, bob, co_decision);
    expect((await sendCoApproval(bob, login, body)).outcome).toBe("200");
    await setState(bob, "quarantined");
    expect((await coApprove(server, carol, login)).outcome).toBe("200");
    await setState(bob, "active");
    expect((await sendCoApproval(bob, login, body)).outcome).toBe("400 co_decision_stale");
    // asked again, the same person may approve, and not by that
    expect((await coApprove(server, bob, login)).outcome).toBe("200");
    expect((await coApprove(server, dave, login)).text).toContain("approved");
    expect((await poll(server, login)).status).toBe(200);
    expect(await verdictOn(await evidenceOf(server, login.id))).toBe("holds");
  });

  it("ends by another person's no, whose reason the command line reads", async () => {
    const login = await waitingLogin();
    expect((await coRefuse(bob, login, "Use the staging API.")).outcome).toBe("200");
    const answer = await poll(server, login);
    expect(JSON.parse(answer.text)).toMatchObject({
      ...{ error: "access_denied", refusal: "denied", reason: "Use the staging API.", by: "bob" },
    });
    expect((await listOf(carol)).recent).toMatchObject([{ ended: { reason: "Use the staging API.", by: "bob" } }]);
    expect((await coApprove(server, carol, login)).outcome).toBe("400 request_settled");
  });

  it("carries one question back, and the answer to all who are asked", async () => {
    const login = await waitingLogin();
    const first = await wait(login);
    expect((await askBack(bob, login, "Why not on staging?")).outcome).toBe("200");
    expect((await askBack(bob, login, "And why now?")).outcome).toBe("400 co_decision_stale");
    const { questions, version } = await wait(login, String(first.version));
    expect(questions).toMatchObject([{ from: { name: "bob" } }]);
    const [{ co_question } = { co_question: "" }] = questions;
    const early = (await askCoDecision(carol, login)).as(coDecisionAnswerSchema);
    const iat = server.now();
    expect((await answerBack(server, login, co_question, "It is down.", { iat, by: alice.device })).outcome).toBe(
      "400 key_mismatch",
    );
    expect((await answerBack(server, login, co_question, "It is down.", { iat })).status).toBe(204);
    expect((await answerBack(server, login, co_question, "No, that.", { iat })).outcome).toBe("400 co_answer_mismatch");
    expect((await wait(login, String(version))).questions).toEqual([]);
    // what was asked before the answer came is not what carol would sign
    const stale = await coApprovalOf(server, carol, early.co_decision);
    expect((await sendCoApproval(carol, login, stale)).outcome).toBe("400 co_decision_stale");
    expect((await listOf(carol)).waiting[0]?.questions).toMatchObject([{ answer: "It is down.", mine: false }]);
    expect((await coApprove(server, carol, login)).outcome).toBe("200");
    expect((await poll(server, login)).status).toBe(200);
    expect(await verdictOn(await evidenceOf(server, login.id))).toBe("holds");
  });

  it("waits as long as the rule says, and not longer", async () => {
    const login = await waitingLogin();
    server.pass(899);
    expect(await stateOf(login)).toBe("waiting");
    await poll(server, login, { form: { known_second: "0" } });
    const asked = (await askCoDecision(bob, login)).as(coDecisionAnswerSchema);
    server.pass(2);
    expect((await poll(server, login)).outcome).toBe("400 expired_token/request_expired");
    const body = await coApprovalOf(server, bob, asked.co_decision);
    expect((await sendCoApproval(bob, login, body)).outcome).toBe("400 request_expired");
    expect((await listOf(bob)).recent).toMatchObject([{ id: login.id, state: "expired", mine: null }]);
  });

  it("waits no longer than the first touch is fresh enough for the token, where a rule asks for a fresh one", async () => {
    await ruleBy(
      server,
      ANYBODY,
      asks('@require_second_approver("user:bob user:carol") @within("15m") @require_fresh_touch("60s")'),
    );
    const login = await waitingLogin();
    expect((await wait(login)).until).toBe(server.now() + 60);
    server.pass(59);
    await poll(server, login, { form: { known_second: "0" } });
    expect((await coApprove(server, bob, login)).outcome).toBe("200");
    expect((await poll(server, login)).status).toBe(200);
    const late = await waitingLogin();
    server.pass(61);
    expect((await poll(server, late)).outcome).toBe("400 expired_token/request_expired");
  });

  it("leaves the first approval's five minutes to the token after the last approval", async () => {
    const login = await waitingLogin();
    server.pass(600);
    await poll(server, login, { form: { known_second: "0" } });
    expect((await coApprove(server, bob, login)).outcome).toBe("200");
    server.pass(299);
    expect((await poll(server, login)).status).toBe(200);
  });

  it("refreshes what others approved, until a rule asks for more than they were", async () => {
    const login = await waitingLogin();
    await coApprove(server, bob, login);
    const tokens = (await poll(server, login)).as(tokenAnswerSchema);
    const all = '@id("all") @require_second_approver("user:bob user:carol") forbid (principal, action, resource);';
    await ruleBy(server, ANYBODY, all);
    const again = await refresh(server, alice, login, tokens.refresh_token);
    expect(again.status).toBe(200);
    await ruleBy(server, ANYBODY, all.replace("user:carol", "user:dave"));
    const { refresh_token } = again.as(tokenAnswerSchema);
    expect((await refresh(server, alice, login, refresh_token)).outcome).toBe("400 invalid_grant/rule_unmet");
  });

  it("names in the decision whom it asks, as the person who approves first is shown", async () => {
    const login = await metLogin(server, alice);
    const { decision: text } = login.met.answer.as(decidedAnswerSchema);
    expect((await decision.read(text)).claims.second).toEqual({
      approvers: [{ among: ["user:bob", "user:carol"], quorum: 1 }],
      within: 900,
    });
  });

  it("lets each approver end the tokens of the login", async () => {
    const login = await waitingLogin();
    await coApprove(server, bob, login);
    const tokens = (await poll(server, login)).as(tokenAnswerSchema);
    expect((await listOf(bob)).recent[0]?.tokens).toHaveLength(1);
    expect((await carol.change(`${APPROVALS}/${login.id}/end`, {})).outcome).toBe("404 unknown");
    expect((await bob.change(`${APPROVALS}/${login.id}/end`, {})).text).toBe('{"credentials":1}');
    expect((await bob.change(`${APPROVALS}/${login.id}/end`, {})).outcome).toBe("409 conflict");
    const { refresh_token } = tokens;
    const again = await refresh(server, alice, login, refresh_token);
    expect(again.outcome).toBe("400 invalid_grant/credential_revoked");
  });
});
