// Protocol §11: other people approve as well, each on a machine of their own, and the token's evidence names them.
import {
  type ApprovalsAnswer,
  approvalsAnswerSchema,
  coDecisionAnswerSchema,
} from "@nearside/shared/api/console/approvals.ts";
import { secondWaitSchema } from "@nearside/shared/api/second-wait.ts";
import { readEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyForReview } from "@nearside/shared/evidence/review.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { coDecision } from "@nearside/shared/statements/co-decision.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import * as v from "valibot";
import { beforeAll, expect, it } from "vitest";
import { openConsole } from "../kit/console.ts";
import type { MetLogin } from "../kit/log-in.ts";
import { sayWithdrawn } from "../kit/login-messages.ts";
import * as kit from "../kit/login-steps.ts";
import {
  APPROVALS,
  answerBack,
  askBack,
  askCoDecision,
  coApprovalOf,
  coApprove,
  coRefuse,
  sendCoApproval,
} from "../kit/second-approver.ts";
import { afterTests } from "../support/after-tests.ts";
import { movableClock } from "../support/movable-clock.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { poll } from "./logging-in.ts";
import { askFor, later, openSecondStage, type Page, type SecondStage, waitingLogin } from "./second-approving.ts";
import type { Stage } from "./stage.ts";
import { exportEvidence, verify } from "./verifying.ts";

const WITHIN_SECONDS = 900;
const pendingSchema = v.looseObject({ error: v.literal("authorization_pending"), second: secondWaitSchema });

const atEnd = afterTests();
const clock = movableClock(atEnd);
let stage: SecondStage;
beforeAll(async () => {
  stage = await openSecondStage(atEnd, clock.settings);
});

/** Gives the answer to the command line's facts. */
const heard = (view: Stage, login: MetLogin, known = 0) =>
  kit.poll(view, login, { form: { known_second: String(known) } });
const waitOf = async (login: MetLogin, known = 0) =>
  v.parse(pendingSchema, JSON.parse((await heard(stage.alice, login, known)).text)).second;
const inboxOf = async (page: Page) => (await page.get(APPROVALS)).as(approvalsAnswerSchema);
const recentOf = ({ recent }: ApprovalsAnswer, { id }: MetLogin) => recent.find((one) => one.id === id);
const kindsOf = ({ id }: MetLogin) => storedEventsAbout(stage.owner.dataFolder, id).map(({ kind }) => kind);

it("waits, asks in the inbox, is reviewed and approved, and its token's evidence names both people", async () => {
  const { owner, alice, bob } = stage;
  const login = await waitingLogin(alice);
  const wait = await waitOf(login);
  expect(wait).toMatchObject({ asked_total: 2, quorum: 1, have: 0, questions: [] });
  expect(wait.asked.toSorted()).toEqual(["bob", "carol"]);
  expect(wait.until).toBeGreaterThan(wait.since);
  expect((await inboxOf(bob)).waiting).toMatchObject([
    { id: login.id, state: "waiting", initiator: { name: "alice" }, command: "deploy prod", quorum: 1, have: 0 },
  ]);

  // what Bob's extension verifies for itself, before it shows and signs anything
  const { co_decision, review } = (await askCoDecision(bob, login)).as(coDecisionAnswerSchema);
  const { claims } = await coDecision.read(co_decision);
  expect(claims).toMatchObject({
    initiator: { user: { name: "alice" }, device: alice.parties.device.thumbprint, met: "loopback" },
    approver: { user: { name: "bob" }, device: bob.machine.device.thumbprint },
    among: [0],
  });
  const reviewed = await verifyForReview(review, co_decision, {
    issuer: owner.issuer,
    serverKeys: owner.serverKeys,
    approver: {
      user: claims.approver.user.id,
      device: bob.machine.device.thumbprint,
      extension: bob.machine.extension.thumbprint,
    },
  });
  expect(readFacts(reviewed.facts).context).toMatchObject({ command: "deploy prod", cwd: "~/shop" });

  const body = await coApprovalOf(alice, bob, co_decision);
  expect((await sendCoApproval(bob, login, body)).text).toBe('{"state":"approved"}');
  const tokens = (await poll(alice, login, login.session)).as(tokenAnswerSchema);
  const exported = await exportEvidence(owner, [login.id]);
  const evidence = readEvidence(exported.stdout);
  expect([evidence.login.access_token, evidence.login.co_approvals?.length]).toEqual([tokens.access_token, 1]);
  const report = await verifyEvidence(evidence, owner.serverKeys);
  expect(report.failed).toBeNull();
  const { code, stdout, stderr } = await verify(["-"], exported.stdout);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^All \d+ links hold/)]);
  for (const name of ["alice", "bob"]) expect(stdout).toContain(name);
  expect((await inboxOf(bob)).recent).toMatchObject([
    { id: login.id, state: "redeemed", mine: { outcome: "approved" } },
  ]);
});

it("ends for everybody by one person's refusal, and the command line shows the reason and who gave it", async () => {
  const { alice, bob, carol } = stage;
  const login = await waitingLogin(alice);
  expect((await coRefuse(carol, login, "Not on a Friday.")).outcome).toBe("200");
  expect(JSON.parse((await poll(alice, login, login.session)).text)).toMatchObject({
    ...{ error: "access_denied", refusal: "denied", reason: "Not on a Friday.", by: "carol" },
  });
  expect((await coApprove(alice, bob, login)).outcome).toBe("400 request_settled");
  expect(recentOf(await inboxOf(bob), login)).toMatchObject({ ended: { reason: "Not on a Friday.", by: "carol" } });
});

it("carries a question to the terminal, and its answer to everybody who is asked, in the evidence too", async () => {
  const { owner, alice, bob, carol } = stage;
  const login = await waitingLogin(alice);
  const { version } = await waitOf(login);
  expect((await askBack(bob, login, "Which release?")).outcome).toBe("200");
  const asked = await waitOf(login, version);
  const [first] = asked.questions;
  if (first === undefined) return expect.fail("nothing was asked");
  expect(first.from.name).toBe("bob");
  const answered = await answerBack(alice, login, first.co_question, "1.4, as of noon.", { iat: alice.now() });
  expect(answered.status).toBe(204);
  expect((await waitOf(login, asked.version)).questions).toEqual([]);
  expect((await inboxOf(carol)).waiting[0]?.questions).toMatchObject([
    { question: "Which release?", answer: "1.4, as of noon.", mine: false },
  ]);
  expect((await coApprove(alice, carol, login)).outcome).toBe("200");
  expect((await poll(alice, login, login.session)).status).toBe(200);
  const evidence = readEvidence((await exportEvidence(owner, [login.id])).stdout);
  expect((await verifyEvidence(evidence, owner.serverKeys)).failed).toBeNull();
  expect(evidence.login.co_approvals?.[0]?.questions).toHaveLength(1);
});

it("asks nobody any more once its command line withdraws it", async () => {
  const { alice, bob } = stage;
  const login = await waitingLogin(alice);
  expect((await sayWithdrawn(alice, login, login.session)).status).toBeLessThan(300);
  const inbox = await inboxOf(bob);
  expect(inbox.waiting.map(({ id }) => id)).not.toContain(login.id);
  expect(recentOf(inbox, login)).toMatchObject({ state: "withdrawn", mine: null });
  expect((await askCoDecision(bob, login)).outcome).toBe("400 request_withdrawn");
  expect(kindsOf(login)).toContain("login_withdrawn");
});

it("asks as many as the rule wants, and names all of them in the order in which they approved", async () => {
  const { owner, alice, bob, carol } = stage;
  const within = `${WITHIN_SECONDS / 60}m`;
  await askFor(owner, `@require_second_approver("user:bob user:carol") @quorum("2") @within("${within}")`);
  const login = await waitingLogin(alice);
  const { version, since, until } = await waitOf(login);
  expect(until - since).toBe(WITHIN_SECONDS);
  expect((await coApprove(alice, carol, login)).text).toBe('{"state":"waiting"}');
  expect(await waitOf(login, version)).toMatchObject({ quorum: 2, have: 1 });
  expect((await coApprove(alice, bob, login)).text).toBe('{"state":"approved"}');
  expect((await poll(alice, login, login.session)).status).toBe(200);
  const evidence = readEvidence((await exportEvidence(owner, [login.id])).stdout);
  expect((await verifyEvidence(evidence, owner.serverKeys)).failed).toBeNull();
  const asked = (evidence.login.co_approvals ?? []).map(({ co_decision }) => coDecision.read(co_decision));
  expect((await Promise.all(asked)).map(({ claims }) => claims.approver.user.name)).toEqual(["carol", "bob"]);
});

it("waits as long as the rule says and not longer, no matter who approved so far", async () => {
  const { alice, bob, carol } = stage;
  const login = await waitingLogin(alice);
  expect((await coApprove(alice, bob, login)).text).toBe('{"state":"waiting"}');
  const after = WITHIN_SECONDS + 1;
  clock.set(after);
  const view = later(alice, after);
  expect((await heard(view, login)).outcome).toBe("400 expired_token/request_expired");
  const page = await openConsole(view, carol.machine);
  expect((await askCoDecision(page, login)).outcome).toBe("400 request_expired");
  const inbox = await inboxOf(page);
  expect(inbox.waiting.map(({ id }) => id)).not.toContain(login.id);
  expect(recentOf(inbox, login)).toMatchObject({ state: "expired", mine: null });
  expect(kindsOf(login).at(-1)).toBe("login_expired");
});
