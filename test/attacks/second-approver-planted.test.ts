// I8: an administrator admits a second person of their own, by a group, a ticket or six words, and has them approve. Two enrolments of one
// computer under two accounts are two machines (protocol §1): what keeps this out is who admitted whom, and when.
import { makeTicketsAnswerSchema } from "@nearside/shared/api/console/tickets.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, expect, it } from "vitest";
import { openConsole } from "../kit/console.ts";
import { askForDecision } from "../kit/login-steps.ts";
import type { Machine } from "../kit/machine.ts";
import { ANYBODY } from "../kit/rules.ts";
import { askCoDecision, coApprove } from "../kit/second-approver.ts";
import { newSshHost } from "../kit/ssh-host.ts";
import { enrol, passkeyOf } from "../steps/enrolling.ts";
import { askForLogin, meetForLogin, poll } from "../steps/logging-in.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import {
  askFor,
  openSecondStage,
  type Page,
  pageOf,
  type SecondStage,
  waitingLogin,
} from "../steps/second-approving.ts";
import { machineOf } from "../steps/stage.ts";
import { onServerShell } from "../steps/verifying.ts";
import { afterTests } from "../support/after-tests.ts";
import { publishRules } from "../support/rules.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { groupOf, idOf, putIn } from "./support-groups.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let stage: SecondStage;
let page: Page;
beforeAll(async () => {
  stage = await openSecondStage(atEnd);
  page = await openConsole<Machine>(stage.owner, machineOf(stage.owner));
});

it("refuses somebody who was put into the group that the rule names", async () => {
  const { owner, alice, bob } = stage;
  await putIn(page, await groupOf(page, "leads"), "bob");
  await askFor(owner, '@require_second_approver("group:leads")');
  const login = await waitingLogin(owner);
  await expectRefused(owner, () => askCoDecision(bob, login), {
    outcome: "400 co_newcomer",
    event: stepRefused(login.id, "co_decision", "co_newcomer"),
  });
  // for somebody else's login the same person counts, and where the rule says that newcomers are allowed
  const theirs = await waitingLogin(alice);
  expect((await coApprove(alice, bob, theirs)).outcome).toBe("200");
  await askFor(owner, '@require_second_approver("group:leads") @newcomers("allowed")');
  const allowed = await waitingLogin(owner);
  expect((await coApprove(owner, bob, allowed)).outcome).toBe("200");
  expect((await poll(owner, allowed, allowed.session)).status).toBe(200);
});

it("refuses somebody with a ticket for a machine of their own", async () => {
  const { owner, carol } = stage;
  await askFor(owner, '@require_second_approver("user:carol")');
  const before = await waitingLogin(owner);
  expect((await coApprove(owner, carol, before)).outcome).toBe("200");
  const request = { seconds: 900, uses: 1, demands: NO_DEMANDS, note: null };
  const whom = { kind: "people", users: [await idOf(page, "carol")] };
  (await page.change("/api/console/tickets", { ...request, for: whom })).as(makeTicketsAnswerSchema);
  const login = await waitingLogin(owner);
  await expectRefused(owner, () => askCoDecision(carol, login), {
    outcome: "400 co_newcomer",
    event: stepRefused(login.id, "co_decision", "co_newcomer"),
  });
});

it("refuses somebody admitted by the six words of their machine, no matter who made the ticket", async () => {
  const { owner, alice } = stage;
  const theirs = await newStranger(owner, "dora");
  const { request, met } = await enrol(theirs, "dora", await owner.server.ticket("dora"));
  const words = (await sixWords(met.attestation, passkeyOf(theirs.parties))).join(" ");
  const confirmed = await page.change(`/api/console/enrolments/${request.claims.jti}/admit`, { words });
  expect(confirmed.outcome).toBe("200");
  const dora = await pageOf(theirs);
  await askFor(owner, '@require_second_approver("user:dora")');
  const login = await waitingLogin(owner);
  await expectRefused(owner, () => askCoDecision(dora, login), {
    outcome: "400 co_newcomer",
    event: stepRefused(login.id, "co_decision", "co_newcomer"),
  });
  // Alice did not admit her
  const theirLogin = await waitingLogin(alice);
  expect((await coApprove(alice, dora, theirLogin)).outcome).toBe("200");
});

it("frees no name for which rules ask, of a person who left or of a host", async () => {
  const { owner } = stage;
  await newColleague(owner, "eve");
  await askFor(owner, '@require_second_approver("user:eve")');
  expect((await onServerShell(owner, ["offboard", "eve"], "eve\n")).code).toBe(0);
  const erase = () => onServerShell(owner, ["people", "erase", "eve"], "eve\n");
  const kept = await erase();
  expect(kept.code).not.toBe(0);
  expect(kept.stderr).toContain("Rules name this person");

  const asksForHost = `@id("bastion") @title("Only from the bastion")
    forbid (principal, action, resource)
    when { context has place && !(context.place has host && context.place.host == "bastion") };`;
  await publishRules(owner.server, ANYBODY, asksForHost);
  const host = { name: "bastion", key: newSshHost().line };
  expect(await page.change("/api/console/hosts", host)).toMatchObject({
    outcome: "409 conflict",
    text: expect.stringContaining("(bastion)"),
  });

  expect((await erase()).code).toBe(0);
  const again = { name: "eve", display_name: "Eve", email: null, role: "user", groups: [], ticket_seconds: null };
  expect(await page.change("/api/console/people", again)).toMatchObject({
    outcome: "400 invalid_request",
    text: expect.stringContaining("has left and was erased"),
  });
});

it("asks nobody at all where only somebody just admitted is named, who counts once it would be over", async () => {
  const { owner } = stage;
  await newColleague(owner, "fay");
  await askFor(owner, '@require_second_approver("user:fay") @within("15m")');
  const request = { seconds: 900, uses: 1, demands: NO_DEMANDS, note: null };
  const whom = { kind: "people", users: [await idOf(page, "fay")] };
  (await page.change("/api/console/tickets", { ...request, for: whom })).as(makeTicketsAnswerSchema);
  const login = await askForLogin(owner);
  expect((await meetForLogin(owner, login)).answer.outcome).toBe("200");
  const answer = await askForDecision(owner, machineOf(owner), login);
  expect(answer.outcome).toBe("400 co_approver_missing");
  expect(JSON.parse(answer.text)).toMatchObject({ newcomers: [{ name: "fay" }] });
  const ended = storedEventsAbout(owner.dataFolder, login.id).filter(({ kind }) => kind === "login_ruled_out");
  expect(ended).toMatchObject([{ data: { reason: "co_approver_missing" } }]);
  expect((await poll(owner, login)).outcome).toBe("400 access_denied/co_approver_missing");
});
