// R41: the person who wants the login is its own second person: by another machine or another browser of theirs, in the place of somebody who was
// asked, or where the rule names them.
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, expect, it } from "vitest";
import { askCoDecision, coApprovalOf, coApprove, sendCoApproval } from "../kit/second-approver.ts";
import { enrol, passkeyOf } from "../steps/enrolling.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import {
  askFor,
  coDecisionFor,
  openSecondStage,
  type Page,
  pageOf,
  type SecondStage,
  waitingLogin,
} from "../steps/second-approving.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: SecondStage;
let other: Page;
beforeAll(async () => {
  stage = await openSecondStage(atEnd);
  const desk = await newStranger(stage.owner, "alice's desk");
  const { met } = await enrol(desk, "alice", await stage.owner.server.ticket("alice"));
  await stage.owner.server.admit((await sixWords(met.attestation, passkeyOf(desk.parties))).join(" "));
  other = await pageOf(desk);
});

it("refuses another machine of theirs, although a rule names them", async () => {
  const { owner, alice, bob } = stage;
  await askFor(owner, '@require_second_approver("user:alice user:bob")');
  const login = await waitingLogin(alice);
  for (const page of [other, await pageOf(alice)])
    await expectRefused(alice, () => askCoDecision(page, login), {
      outcome: "400 co_same_person",
      event: stepRefused(login.id, "co_decision", "co_same_person"),
    });
  expect((await coApprove(alice, bob, login)).outcome).toBe("200");
  await askFor(owner, '@require_second_approver("user:bob user:carol")');
});

it("refuses them in the place of somebody who was asked, and as somebody whom nobody asked", async () => {
  const { owner, alice, bob } = stage;
  const login = await waitingLogin(alice);
  const body = await coApprovalOf(alice, other, await coDecisionFor(bob, login));
  await expectRefused(alice, () => sendCoApproval(other, login, body), {
    outcome: "400 co_approver_mismatch",
    event: stepRefused(login.id, "co_approve", "co_approver_mismatch"),
  });
  const dave = await pageOf(await newColleague(owner, "dave"));
  await expectRefused(alice, () => askCoDecision(dave, login), {
    outcome: "400 co_approval_unasked",
    event: stepRefused(login.id, "co_decision", "co_approval_unasked"),
  });
});
