// I4: a second person approves without knowing where the login came from: their extension reviewed nothing, or something else than what
// the server asked them, or somebody else asked them. Eve drives the page before Bob, and has everything that passes it.
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { approvalChallenge, coApprovalChallenge } from "@nearside/shared/statements/challenges.ts";
import { coDecision } from "@nearside/shared/statements/co-decision.ts";
import { beforeAll, expect, it } from "vitest";
import { newSigner } from "../kit/keys.ts";
import { coApprovalOf, coApprove, sendCoApproval } from "../kit/second-approver.ts";
import { poll } from "../steps/logging-in.ts";
import { coDecisionFor, openSecondStage, type SecondStage, waitingLogin } from "../steps/second-approving.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: SecondStage;
beforeAll(async () => {
  stage = await openSecondStage(atEnd);
});

it("refuses a review by another key than that of the browser that was asked", async () => {
  const { alice, bob } = stage;
  const login = await waitingLogin(alice);
  const co_decision = await coDecisionFor(bob, login);
  const eve = await newSigner();
  const forged = await coApprovalOf(alice, bob, co_decision, { extension: eve });
  await expectRefused(alice, () => sendCoApproval(bob, login, forged), {
    outcome: "400 co_review_mismatch",
    event: stepRefused(login.id, "co_approve", "co_review_mismatch"),
  });
  // the honest twin: Bob's own extension
  expect((await coApprove(alice, bob, login)).outcome).toBe("200");
  expect((await poll(alice, login, login.session)).status).toBe(200);
});

it("refuses a review of something else, and a touch over something else than the review", async () => {
  const { alice, bob } = stage;
  const [login, other] = [await waitingLogin(alice), await waitingLogin(alice)];
  const co_decision = await coDecisionFor(bob, login);
  const reviewed = (await coDecision.read(await coDecisionFor(bob, other))).hash;
  const elsewhere = await coApprovalOf(alice, bob, co_decision, { reviewed });
  await expectRefused(alice, () => sendCoApproval(bob, login, elsewhere), {
    outcome: "400 co_review_mismatch",
    event: stepRefused(login.id, "co_approve", "co_review_mismatch"),
  });
  const whole = await coApprovalOf(alice, bob, co_decision);
  const { hash } = await coDecision.read(co_decision);
  for (const challenge of [await approvalChallenge(hash), await coApprovalChallenge(hash)]) {
    const ceremony = { rpId: new URL(alice.issuer).hostname, origin: alice.issuer };
    const assertion = bob.machine.authenticator.get({ challenge: encodeBase64url(challenge), ...ceremony });
    await expectRefused(alice, () => sendCoApproval(bob, login, { ...whole, assertion }), {
      outcome: "400 assertion_invalid",
      event: stepRefused(login.id, "co_approve", "assertion_invalid"),
    });
  }
});

it("refuses a question that the server did not sign", async () => {
  const { alice, bob } = stage;
  const login = await waitingLogin(alice);
  const genuine = await coDecision.read(await coDecisionFor(bob, login));
  const eve = { ...(await newSigner()), kid: genuine.header.kid };
  const forged = await coDecision.sign(eve, { ...genuine.claims, among: [0] });
  const body = await coApprovalOf(alice, bob, forged);
  await expectRefused(alice, () => sendCoApproval(bob, login, body), {
    outcome: "400 key_mismatch",
    event: stepRefused(login.id, "co_approve", "key_mismatch"),
  });
});
