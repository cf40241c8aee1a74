// R42: what a second person approved is used for something else: another login, another decision of the same, after its time or after what
// was asked back was answered. Eve has everything that ever passed Bob's page.
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { coDecision } from "@nearside/shared/statements/co-decision.ts";
import { beforeAll, expect, it } from "vitest";
import { openConsole } from "../kit/console.ts";
import * as kit from "../kit/login-steps.ts";
import { askBack, coApprovalOf, coApprove, sendCoApproval } from "../kit/second-approver.ts";
import { approve, askForLogin, decisionOn, meetForLogin, nonceFor, poll } from "../steps/logging-in.ts";
import { coDecisionFor, later, openSecondStage, type SecondStage, waitingLogin } from "../steps/second-approving.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { movableClock } from "../support/movable-clock.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

/** Seconds: longer than a co-decision is valid, and less than the login waits. */
const LATE = 301;

const atEnd = afterTests();
const clock = movableClock(atEnd);
let stage: SecondStage;
beforeAll(async () => {
  stage = await openSecondStage(atEnd, clock.settings);
});

it("refuses it for another login of the same person, which asks for the same", async () => {
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

it("refuses it by another person than was asked", async () => {
  const { alice, bob, carol } = stage;
  const login = await waitingLogin(alice);
  const body = await coApprovalOf(alice, carol, await coDecisionFor(bob, login));
  await expectRefused(alice, () => sendCoApproval(carol, login, body), {
    outcome: "400 co_approver_mismatch",
    event: stepRefused(login.id, "co_approve", "co_approver_mismatch"),
  });
  expect((await coApprove(alice, carol, login)).outcome).toBe("200");
});

it("refuses it twice by one question, whatever happens to the first", async () => {
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

it("refuses it for facts that were changed afterwards, in their text or by a newer meeting", async () => {
  const { alice, bob } = stage;
  const login = await askForLogin(alice);
  const kept = await nonceFor(alice, login);
  await meetForLogin(alice, login);
  expect((await approve(alice, login, await decisionOn(alice, login))).outcome).toBe("200");
  const co_decision = await coDecisionFor(bob, login);
  const facts = await sha256Base64url("whatever reads like something harmless");
  const [head, , signature] = co_decision.split(".");
  const claims = { ...(await coDecision.read(co_decision)).claims, facts };
  const changed = [head, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
  const body = await coApprovalOf(alice, bob, changed);
  await expectRefused(alice, () => sendCoApproval(bob, login, body), {
    outcome: "400 bad_signature",
    event: stepRefused(login.id, "co_approve", "bad_signature"),
  });
  await expectRefused(
    alice,
    async () => (await kit.meetLogin(alice, machineOf(alice), login, { nonce: kept })).answer,
    {
      outcome: "400 request_settled",
      event: stepRefused(login.id, "locality", "request_settled"),
    },
  );
  // the honest twin: what was asked, as it was signed
  expect((await sendCoApproval(bob, login, await coApprovalOf(alice, bob, co_decision))).outcome).toBe("200");
  expect((await poll(alice, login, login.session)).status).toBe(200);
});

it("refuses it after its time, although the login still waits", async () => {
  const { alice, bob } = stage;
  const login = await waitingLogin(alice);
  const body = await coApprovalOf(alice, bob, await coDecisionFor(bob, login));
  clock.set(LATE);
  const aliceLater = later(alice, LATE);
  // her command line is still there, and says what it knows
  const polled = await kit.poll(aliceLater, login, { form: { known_second: "0" } });
  expect(polled.outcome).toBe("400 authorization_pending");
  const bobLater = await openConsole(aliceLater, bob.machine);
  await expectRefused(alice, () => sendCoApproval(bobLater, login, body), {
    outcome: "400 co_decision_stale",
    event: stepRefused(login.id, "co_approve", "co_decision_stale"),
  });
  // the honest twin: asked again
  expect((await coApprove(aliceLater, bobLater, login)).outcome).toBe("200");
  expect((await poll(aliceLater, login, login.session)).status).toBe(200);
});
