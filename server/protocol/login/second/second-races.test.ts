import { coDecisionAnswerSchema } from "@nearside/shared/api/console/approvals.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "../../../../test/kit/answer.ts";
import { type ConsolePage, openConsole } from "../../../../test/kit/console.ts";
import { approvedLogin, type MetLogin } from "../../../../test/kit/log-in.ts";
import { sayWithdrawn } from "../../../../test/kit/login-messages.ts";
import { deny, poll } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { ANYBODY } from "../../../../test/kit/rules.ts";
import {
  answerBack,
  askBack,
  askCoDecision,
  coApprovalOf,
  coApprove,
  sendCoApproval,
} from "../../../../test/kit/second-approver.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { evidenceOf, verdictOn } from "../../../testing/evidence.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { outcomesOf, ROUNDS } from "../../../testing/races.ts";
import { ruleBy } from "../../../testing/rule-by.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { quarantineMachine, releaseMachine } from "../../revocation/quarantine-machine.ts";

// Whatever several people do to one waiting login at the same moment, it takes one step after the other (protocol §11.3, threat R43).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let alice: EnrolledMachine;
  let approvers: readonly ConsolePage[];
  let tests = 0;

  // others in each test, for a person asks and answers only so often (`server/platform/limits/limits.ts`)
  beforeEach(async () => {
    tests += 1;
    alice = await enrolledMachine(server, `alice-${tests}`);
    const pages: ConsolePage[] = [];
    for (const name of ["bob", "carol", "dave"])
      pages.push(await openConsole(server, await enrolledMachine(server, `${name}-${tests}`)));
    approvers = pages;
  });

  const demand = async (quorum: number): Promise<void> => {
    const names = approvers.map(({ machine }) => `user:${machine.user.name}`).join(" ");
    const how = `@require_second_approver("${names}") @quorum("${quorum}")`;
    await ruleBy(server, ANYBODY, `@id("more") ${how} forbid (principal, action, resource);`);
  };
  /** A login that waits, and the approval of each of them, ready to be sent. */
  async function readyApprovals(): Promise<{ login: MetLogin; sends: readonly (() => Promise<Answer>)[] }> {
    const login = await approvedLogin(server, alice);
    const sends = approvers.map(async (page) => {
      const { co_decision } = (await askCoDecision(page, login)).as(coDecisionAnswerSchema);
      const body = await coApprovalOf(server, page, co_decision);
      return () => sendCoApproval(page, login, body);
    });
    return { login, sends: await Promise.all(sends) };
  }
  const atOnce = (sends: readonly (() => Promise<Answer>)[]) => Promise.all(sends.map((send) => send()));
  const stateOf = async ({ id }: MetLogin) => (await findLogin(server.services.db, id))?.state;
  const eventsAbout = async ({ id }: MetLogin, kind: string) =>
    (await eventsOf(server, id)).filter((event) => event.kind === kind);
  const familiesOf = ({ id }: MetLogin) =>
    server.services.db.selectFrom("token_families").select("id").where("login_id", "=", id).execute();

  it("takes the last approval once, where each of three could be the last one", async () => {
    await demand(1);
    for (const _ of ROUNDS) {
      const { login, sends } = await readyApprovals();
      const [won, ...lost] = outcomesOf(await atOnce(sends)).toSorted();
      expect([won, ...lost]).toEqual(["200", "400 request_settled", "400 request_settled"]);
      expect(await eventsAbout(login, "login_co_approved")).toMatchObject([{ data: { is_last: true } }]);
      (await poll(server, login)).as(tokenAnswerSchema);
      expect((await evidenceOf(server, login.id)).login.co_approvals).toHaveLength(1);
    }
  });

  it("loses none of those who approve at once, and one of them is the last", async () => {
    await demand(3);
    for (const _ of ROUNDS) {
      const { login, sends } = await readyApprovals();
      const answers = (await atOnce(sends)).map(({ text }) => text).toSorted();
      expect(answers).toEqual(['{"state":"approved"}', '{"state":"waiting"}', '{"state":"waiting"}']);
      const order = (await eventsAbout(login, "login_co_approved")).map(({ data }) => data);
      expect(order).toMatchObject([{ is_last: false }, { is_last: false }, { is_last: true }]);
      (await poll(server, login)).as(tokenAnswerSchema);
      const evidence = await evidenceOf(server, login.id);
      expect([evidence.login.co_approvals?.length, await verdictOn(evidence)]).toEqual([3, "holds"]);
    }
  });

  it("counts one person once, who sends the same six times at once", async () => {
    await demand(2);
    for (const _ of ROUNDS.slice(0, 6)) {
      const { login, sends } = await readyApprovals();
      const [bob, carol] = sends;
      if (bob === undefined || carol === undefined) return expect.fail("nobody was asked");
      const [won, ...lost] = outcomesOf(await atOnce(Array(6).fill(bob))).toSorted();
      expect([won, ...lost]).toEqual(["200", ...Array(5).fill("400 co_same_person")]);
      expect(await stateOf(login)).toBe("waiting");
      expect(await eventsAbout(login, "login_co_approved")).toMatchObject([{ data: { is_last: false } }]);
      expect((await carol()).text).toBe('{"state":"approved"}');
    }
  });

  const NOS = {
    "the person's own no": (login: MetLogin) => deny(server, login, login.met.attestation, alice.extension),
    "a withdrawal": (login: MetLogin) => sayWithdrawn(server, login, login.session),
  };
  it.each([
    ["the person's own no", 1, "denied"],
    ["the person's own no", 3, "denied"],
    ["a withdrawal", 1, "withdrawn"],
    ["a withdrawal", 3, "withdrawn"],
  ] as const)("ends by %s beside the last approvals, where %d are needed", async (what, quorum, end) => {
    await demand(quorum);
    for (const round of ROUNDS.slice(0, 5)) {
      const { login, sends } = await readyApprovals();
      const steps = [...sends];
      steps.splice(round % (steps.length + 1), 0, () => NOS[what](login));
      const answers = await atOnce(steps);
      const no = answers[round % steps.length];
      expect(no?.status).toBeLessThan(300); // it ends an approved login too, so it may only come later
      expect(await stateOf(login)).toBe(end);
      const given = answers.filter((answer) => answer !== no && answer.outcome === "200").length;
      expect(await eventsAbout(login, "login_co_approved")).toHaveLength(given);
      expect((await poll(server, login)).status).toBe(400);
      expect(await familiesOf(login)).toEqual([]);
    }
  });

  it("takes an answer or the approval from before it, and never both", async () => {
    await demand(1);
    const [bob, carol] = approvers;
    if (bob === undefined || carol === undefined) return expect.fail("nobody was asked");
    for (const round of ROUNDS.slice(0, 6)) {
      const login = await approvedLogin(server, alice);
      const question = await askBack(bob, login, "Why now?");
      expect(question.outcome).toBe("200");
      const stored = await findLogin(server.services.db, login.id);
      if (stored?.state !== "waiting") return expect.fail("it does not wait");
      const [{ question: co_question } = { question: "" }] = stored.approval.second.questions;
      const { co_decision } = (await askCoDecision(carol, login)).as(coDecisionAnswerSchema);
      const body = await coApprovalOf(server, carol, co_decision);
      const steps = [
        () => sendCoApproval(carol, login, body),
        () => answerBack(server, login, co_question, "It is down.", { iat: server.now() }),
      ];
      const outcomes = outcomesOf(await atOnce(round % 2 === 0 ? steps : steps.toReversed()));
      const [approval, answer] = round % 2 === 0 ? outcomes : outcomes.toReversed();
      const [first, second] = [
        ["200", "400 request_settled"],
        ["400 co_decision_stale", "204"],
      ];
      expect([approval, answer]).toEqual(approval === "200" ? first : second);
      if (approval !== "200") expect((await coApprove(server, carol, login)).outcome).toBe("200");
      expect((await poll(server, login)).status).toBe(200);
      expect(await verdictOn(await evidenceOf(server, login.id))).toBe("holds");
    }
  });

  it("gives a token before the machine of somebody who approved is quarantined, or no token", async () => {
    await demand(1);
    const bob = approvers[0]?.machine;
    if (bob === undefined) return expect.fail("nobody was asked");
    const why = { by: SERVER_SHELL, note: "looks odd" } as const;
    const lastSeqOf = async (kind: string, subject: string) => {
      const seqs = server.services.db.selectFrom("events").select("seq").where("kind", "=", kind);
      return (await seqs.where("subject", "=", subject).orderBy("seq", "desc").executeTakeFirst())?.seq ?? 0;
    };
    for (const round of ROUNDS) {
      const login = await approvedLogin(server, alice);
      const page = await openConsole(server, bob); // what was quarantined is signed in nowhere
      const { co_decision } = (await askCoDecision(page, login)).as(coDecisionAnswerSchema);
      const body = await coApprovalOf(server, page, co_decision);
      expect((await sendCoApproval(page, login, body)).outcome).toBe("200");
      const quarantine = async () => {
        // later from round to round, for the redemption judges before it writes
        for (let turn = 0; turn < round * 2; turn += 1) await new Promise(setImmediate);
        return quarantineMachine(server.services, bob.boundSetId, why);
      };
      const [answer, done] = await Promise.all([poll(server, login), quarantine()]);
      expect(done.state).toBe("quarantined");
      const [token, end] = [
        await lastSeqOf("login_redeemed", login.id),
        await lastSeqOf("device_quarantined", bob.device.thumbprint),
      ];
      if (answer.status === 200) expect(token).toBeLessThan(end);
      else expect([answer.outcome, token]).toEqual(["400 access_denied/co_approval_lost", 0]);
      expect(await familiesOf(login)).toHaveLength(answer.status === 200 ? 1 : 0);
      expect((await releaseMachine(server.services, bob.boundSetId, why)).state).toBe("released");
    }
  });
});
