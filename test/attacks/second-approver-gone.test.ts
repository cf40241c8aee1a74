// R44: a second person approved, and may no longer do so when the token is made: their machine, passkey or person is out of force, or they
// are not in the group any more. The initiator polls late on purpose.
import { beforeAll, expect, it } from "vitest";
import { openConsole } from "../kit/console.ts";
import { coApprove } from "../kit/second-approver.ts";
import { poll } from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import { askFor, openSecondStage, pageOf, type SecondStage, waitingLogin } from "../steps/second-approving.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { groupOf, putIn, takeOut } from "./support-groups.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: SecondStage;
beforeAll(async () => {
  stage = await openSecondStage(atEnd);
});

it("a person who was suspended", async () => {
  const { owner, alice } = stage;
  const erin = await pageOf(await newColleague(owner, "erin"));
  await askFor(owner, '@require_second_approver("user:erin")');
  const login = await waitingLogin(alice);
  expect((await coApprove(alice, erin, login)).outcome).toBe("200");
  await owner.server.shell("revoke", "user", "erin");
  await expectRefused(alice, () => poll(alice, login, login.session), {
    outcome: "400 invalid_grant/user_inactive",
    event: stepRefused(login.id, "redeem", "user_inactive"),
  });
});

it("somebody who was taken out of the group that the rule names", async () => {
  const { owner, alice, bob, carol } = stage;
  const console = await openConsole(owner, machineOf(owner));
  const leads = await groupOf(console, "leads");
  // the owner lets them in, and Alice is another person
  for (const name of ["bob", "carol"]) await putIn(console, leads, name);
  await askFor(owner, '@require_second_approver("group:leads")');
  const login = await waitingLogin(alice);
  expect((await coApprove(alice, bob, login)).outcome).toBe("200");
  await takeOut(console, leads, "bob");
  await expectRefused(alice, () => poll(alice, login, login.session), {
    outcome: "400 invalid_grant/co_approval_unasked",
    event: stepRefused(login.id, "redeem", "co_approval_unasked"),
  });
  const honest = await waitingLogin(alice);
  expect((await coApprove(alice, carol, honest)).outcome).toBe("200");
  expect((await poll(alice, honest, honest.session)).status).toBe(200);
});
