// R43: one person is counted twice where two have to approve, one after the other or at the same moment; and an approval is raced by a
// denial, so that both come true.
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, expect, it } from "vitest";
import * as kit from "../kit/login-steps.ts";
import { coApprovalOf, coApprove, coRefuse, sendCoApproval } from "../kit/second-approver.ts";
import { enrol, passkeyOf } from "../steps/enrolling.ts";
import { poll } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import {
  askFor,
  coDecisionFor,
  openSecondStage,
  pageOf,
  type SecondStage,
  waitingLogin,
} from "../steps/second-approving.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: SecondStage;
beforeAll(async () => {
  stage = await openSecondStage(atEnd);
  await askFor(stage.owner, '@require_second_approver("user:bob user:carol") @quorum("2")');
});

it("counts one person once, one after the other and four times at once", async () => {
  const { alice, bob, carol } = stage;
  const login = await waitingLogin(alice);
  const bodies = await Promise.all(
    Array.from({ length: 4 }, async () => coApprovalOf(alice, bob, await coDecisionFor(bob, login))),
  );
  const answers = await Promise.all(bodies.map((body) => sendCoApproval(bob, login, body)));
  expect(answers.filter(({ outcome }) => outcome === "200")).toHaveLength(1);
  const again = await coApprovalOf(alice, bob, await coDecisionFor(bob, login));
  await expectRefused(alice, () => sendCoApproval(bob, login, again), {
    outcome: "400 co_same_person",
    event: stepRefused(login.id, "co_approve", "co_same_person"),
  });
  const early = await kit.poll(alice, login, { form: { known_second: "0" } });
  expect(early.outcome).toBe("400 authorization_pending");
  expect((await coApprove(alice, carol, login)).text).toContain("approved");
  expect((await poll(alice, login, login.session)).status).toBe(200);
});

it("counts one person on two machines of theirs once", async () => {
  const { owner, alice, bob, carol } = stage;
  const desk = await newStranger(owner, "bob's desk");
  const { met } = await enrol(desk, "bob", await owner.server.ticket("bob"));
  await owner.server.admit((await sixWords(met.attestation, passkeyOf(desk.parties))).join(" "));
  const other = await pageOf(desk);
  const login = await waitingLogin(alice);
  expect((await coApprove(alice, bob, login)).text).toContain("waiting");
  const again = await coApprovalOf(alice, other, await coDecisionFor(other, login));
  await expectRefused(alice, () => sendCoApproval(other, login, again), {
    outcome: "400 co_same_person",
    event: stepRefused(login.id, "co_approve", "co_same_person"),
  });
  expect((await coApprove(alice, carol, login)).text).toContain("approved");
});

it.each([1, 2, 3, 4])(
  "a denial at the same moment, try %d: one of them is first, and the other one is refused",
  async () => {
    const { alice, bob, carol } = stage;
    await coApprove(alice, bob, await waitingLogin(alice));
    const login = await waitingLogin(alice);
    await coApprove(alice, bob, login);
    const [yes, no] = await Promise.all([
      coApprove(alice, carol, login),
      coRefuse(bob, login, "No.").catch(() => undefined),
    ]);
    const after = await poll(alice, login, login.session);
    if (yes.outcome === "200")
      expect([after.status, no?.outcome ?? "asked too late"]).toEqual([200, expect.not.stringMatching(/^200$/)]);
    else expect([after.outcome, no?.outcome]).toEqual(["400 access_denied/denied", "200"]);
  },
);
