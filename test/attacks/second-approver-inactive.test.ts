// R44: a second person approved, and may no longer do so when the token is made: their machine, passkey or person is no longer active, or they
// are not in the group any more. The initiator polls late on purpose.
import { beforeAll, expect, it } from "vitest";
import { openConsole } from "../kit/console.ts";
import type { MetLogin } from "../kit/log-in.ts";
import { coApprove } from "../kit/second-approver.ts";
import { poll } from "../steps/logging-in.ts";
import { newColleague } from "../steps/people.ts";
import { askFor, openSecondStage, pageOf, type SecondStage, waitingLogin } from "../steps/second-approving.ts";
import { machineOf, type Stage } from "../steps/stage.ts";
import { onServerShell } from "../steps/verifying.ts";
import { afterTests } from "../support/after-tests.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { groupOf, putIn, takeOut } from "./support-groups.ts";

const atEnd = afterTests();
let stage: SecondStage;
beforeAll(async () => {
  stage = await openSecondStage(atEnd);
});

/** The login ends without a token, the log says of what it died, and no later poll is better. */
async function expectEnded(view: Stage, login: MetLogin, code: string): Promise<void> {
  const ended = "400 access_denied/co_approval_lost";
  expect((await poll(view, login, login.session)).outcome).toBe(ended);
  expect(storedEventsAbout(view.dataFolder, login.id).slice(-2)).toMatchObject([
    { kind: "login_step_refused", data: { step: "redeem", code } },
    { kind: "login_refused", data: { reason: "co_approval_lost", was: "approved" } },
  ]);
  expect((await poll(view, login, login.session)).outcome).toBe(ended);
}

it("refuses a person who was suspended", async () => {
  const { owner, alice } = stage;
  const erin = await pageOf(await newColleague(owner, "erin"));
  await askFor(owner, '@require_second_approver("user:erin")');
  const login = await waitingLogin(alice);
  expect((await coApprove(alice, erin, login)).outcome).toBe("200");
  await owner.server.shell("revoke", "user", "erin");
  await expectEnded(alice, login, "user_inactive");
});

it("refuses somebody who was removed from the group that the rule names", async () => {
  const { owner, alice, bob, carol } = stage;
  const console = await openConsole(owner, machineOf(owner));
  const leads = await groupOf(console, "leads");
  // the owner admits them, and Alice is another person
  for (const name of ["bob", "carol"]) await putIn(console, leads, name);
  await askFor(owner, '@require_second_approver("group:leads")');
  const login = await waitingLogin(alice);
  expect((await coApprove(alice, bob, login)).outcome).toBe("200");
  await takeOut(console, leads, "bob");
  await expectEnded(alice, login, "co_approval_unasked");
  const honest = await waitingLogin(alice);
  expect((await coApprove(alice, carol, honest)).outcome).toBe("200");
  expect((await poll(alice, honest, honest.session)).status).toBe(200);
});

it("refuses a machine that is quarantined", async () => {
  const { owner, alice, bob } = stage;
  await askFor(owner, '@require_second_approver("user:bob user:carol")');
  const login = await waitingLogin(alice);
  expect((await coApprove(alice, bob, login)).outcome).toBe("200");
  await owner.server.shell("machines", "quarantine", bob.machine.device.thumbprint);
  await expectEnded(alice, login, "device_quarantined");
  // the honest twin: the machine was released
  await owner.server.shell("machines", "release", bob.machine.device.thumbprint);
  const page = await openConsole(alice, bob.machine); // a quarantined machine is signed in nowhere
  const honest = await waitingLogin(alice);
  expect((await coApprove(alice, page, honest)).outcome).toBe("200");
  expect((await poll(alice, honest, honest.session)).status).toBe(200);
});

it("refuses a passkey that was revoked", async () => {
  const { owner, alice, carol } = stage;
  const login = await waitingLogin(alice);
  expect((await coApprove(alice, carol, login)).outcome).toBe("200");
  await owner.server.shell("revoke", "passkey", carol.machine.authenticator.id);
  await expectEnded(alice, login, "passkey_revoked");
});

it("refuses a person who has left", async () => {
  const { owner, alice, bob } = stage;
  const page = await openConsole(alice, bob.machine); // a quarantined machine is signed in nowhere
  const login = await waitingLogin(alice);
  expect((await coApprove(alice, page, login)).outcome).toBe("200");
  expect((await onServerShell(owner, ["offboard", "bob", "--reason", "left"], "bob\n")).code).toBe(0);
  await expectEnded(alice, login, "bound_set_revoked");
});
