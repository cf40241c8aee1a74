// R42: what a second person approved is used for something else: another login, another decision of the same, after its time or after what
// was asked back was answered. Eve has everything that ever passed Bob's page.
import { beforeAll, expect, it } from "vitest";
import { askBack, coApprovalOf, coApprove, sendCoApproval } from "../kit/second-approver.ts";
import { poll } from "../steps/logging-in.ts";
import { coDecisionFor, openSecondStage, type SecondStage, waitingLogin } from "../steps/second-approving.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: SecondStage;
beforeAll(async () => {
  stage = await openSecondStage(atEnd);
});

it("for another login of the same person, which asks for the same", async () => {
  const { alice, bob } = stage;
  const [login, other] = [await waitingLogin(alice), await waitingLogin(alice)];
  const body = await coApprovalOf(alice, bob, await coDecisionFor(bob, login));
  await expectRefused(alice, () => sendCoApproval(bob, other, body), {
    outcome: "400 co_decision_mismatch",
    event: stepRefused(other.id, "co_approve", "co_decision_mismatch"),
  });
  expect((await sendCoApproval(bob, login, body)).outcome).toBe("200");
  expect((await poll(alice, login, login.session)).status).toBe(200);
  await expectRefused(alice, () => sendCoApproval(bob, login, body), {
    outcome: "400 request_settled",
    event: stepRefused(login.id, "co_approve", "request_settled"),
  });
});

it("by another person than was asked", async () => {
  const { alice, bob, carol } = stage;
  const login = await waitingLogin(alice);
  const body = await coApprovalOf(alice, carol, await coDecisionFor(bob, login));
  await expectRefused(alice, () => sendCoApproval(carol, login, body), {
    outcome: "400 co_approver_mismatch",
    event: stepRefused(login.id, "co_approve", "co_approver_mismatch"),
  });
  expect((await coApprove(alice, carol, login)).outcome).toBe("200");
});

it("twice by one question, whatever becomes of the first", async () => {
  const { alice, bob } = stage;
  const login = await waitingLogin(alice);
  expect((await askBack(bob, login, "Why now?")).outcome).toBe("200");
  const co_decision = await coDecisionFor(bob, login);
  await expectRefused(alice, () => askBack(bob, login, "And why you?"), {
    outcome: "400 co_decision_stale",
    event: stepRefused(login.id, "co_ask", "co_decision_stale"),
  });
  // a question that nobody answered keeps nobody from approving
  expect((await sendCoApproval(bob, login, await coApprovalOf(alice, bob, co_decision))).outcome).toBe("200");
});
