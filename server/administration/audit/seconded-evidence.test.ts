import { approvalHash } from "@nearside/shared/chain/co-approval/approval-hash.ts";
import type { Evidence, WrittenCoApproval } from "@nearside/shared/evidence/evidence.ts";
import { evidenceSchema, readEvidence, writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { hashKeys, type Review, reviewSchema, verifyForReview } from "@nearside/shared/evidence/review.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { approvalChallenge, coApprovalChallenge } from "@nearside/shared/statements/challenges.ts";
import { coAnswer } from "@nearside/shared/statements/co-answer.ts";
import { type CoDecision, coDecision } from "@nearside/shared/statements/co-decision.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import { coReview } from "@nearside/shared/statements/co-review.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { request } from "@nearside/shared/statements/request.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { evidenceOf, firstFailure, verdictOn } from "../../testing/evidence.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";

// Evidence of logins that other people approved as well (protocol §7, §11), and what an approver's extension verifies
// before it shows one. The parties sign here what a server that asked them would have had them sign.

const server = serverForAll();
let alice: EnrolledMachine;
let bob: EnrolledMachine;
let plain: Evidence;
let honest: Evidence;

beforeAll(async () => {
  const session = await newSigner();
  alice = await enrolledMachine(server, "alice", { session });
  bob = await enrolledMachine(server, "bob");
  server.pass(100);
  plain = await evidenceOf(server, (await redeemedLogin(server, alice)).id);
  const bobs = await evidenceOf(server, (await redeemedLogin(server, bob)).id);
  honest = await seconded(plain, [{ by: bob, enrolment: bobs.enrolment }]);
});

type Claims = CoDecision["claims"];
interface Second {
  readonly by: EnrolledMachine;
  readonly enrolment: Evidence["enrolment"];
  readonly change?: (claims: Claims) => Claims;
}

const SECOND = { approvers: [{ among: ["group:leads"], quorum: 1 }], within: 900 };

/** The login of that evidence as if a rule had asked for other people, who all approved. */
async function seconded(of: Evidence, seconds: readonly Second[]): Promise<Evidence> {
  const { signer } = server.services.keys;
  const { claims: decided } = await decision.read(of.login.decision);
  const text = await decision.sign(signer, { ...decided, second: SECOND });
  const approved = await decision.read(text);
  const party = { rpId: of.rp_id, origin: of.origin };
  const assertion = alice.authenticator.get({ challenge: await approvalChallenge(approved.hash), ...party });
  const login = { ...of.login, decision: text, assertion };
  const first = { decision: approved, assertion, securityKey: null };
  const co_approvals: WrittenCoApproval[] = [];
  for (const [at, second] of seconds.entries()) co_approvals.push(await coApproval(of, login, first, second, at));
  const token = await accessToken.read(of.login.access_token);
  const { approved_at } = of.login.recorded;
  const last = co_approvals.at(-1)?.recorded.approved_at ?? approved_at;
  const claims = { ...token.claims, iat: last + 1, exp: last + 1 + decided.lifetime.access_token };
  const access_token = await accessToken.sign(signer, { ...claims, chain: await approvalHash(first, co_approvals) });
  return v.parse(evidenceSchema, { ...of, login: { ...login, access_token, co_approvals } });
}

async function coApproval(
  of: Evidence,
  login: Evidence["login"],
  first: Parameters<typeof approvalHash>[0],
  { by, enrolment, change = (claims) => claims }: Second,
  at: number,
): Promise<WrittenCoApproval> {
  const { approved_at } = login.recorded;
  const asked = await request.read(login.request);
  const { claims: decided } = await decision.read(login.decision);
  const words = { co_decision: asked.hash, question: "Why not on staging?" };
  const question = await coQuestion.sign(by.extension, words);
  const session = alice.session;
  if (session === undefined) throw new Error("the session key is missing");
  const answer = await coAnswer.sign(session, {
    request: asked.hash,
    question: (await coQuestion.read(question)).hash,
    answer: "It is down there too.",
    iat: approved_at + 20,
  });
  const iat = approved_at + 60 * (at + 1);
  const co_decision = await coDecision.sign(
    server.services.keys.signer,
    change({
      ...{ iss: of.issuer, jti: server.id(), iat, exp: iat + 300, request: asked.hash, decision: first.decision.hash },
      ...{ approval: await approvalHash(first), approved_at, facts: decided.facts, among: [0] },
      initiator: { user: decided.user, device: decided.device, key_storage: decided.key_storage, met: "loopback" },
      approver: { user: by.user, device: by.device.thumbprint, extension_jkt: by.extension.thumbprint },
      questions: [
        { from: by.user, question: (await coQuestion.read(question)).hash, answer: (await coAnswer.read(answer)).hash },
      ],
      keys: await hashKeys(of.jwks),
    }),
  );
  const reviewed = { co_decision: (await coDecision.read(co_decision)).hash, browser: "Firefox 145" };
  const co_review = await coReview.sign(by.extension, reviewed);
  const challenge = await coApprovalChallenge((await coReview.read(co_review)).hash);
  const { key_attestation: _, ...approver } = enrolment;
  return {
    enrolment: approver,
    browser_enrolment: null,
    co_decision,
    questions: [{ question, answer }],
    co_review,
    assertion: by.authenticator.get({ challenge, rpId: of.rp_id, origin: of.origin }),
    recorded: { approved_at: iat + 10 },
  };
}

const only = (evidence: Evidence): WrittenCoApproval => {
  const [one] = evidence.login.co_approvals ?? [];
  if (one === undefined) throw new Error("nobody else approved");
  return one;
};
const withOne = (change: Partial<WrittenCoApproval>): Evidence => ({
  ...honest,
  login: { ...honest.login, co_approvals: [{ ...only(honest), ...change }] },
});

describe("evidence of a login that another person approved as well", () => {
  it("is read as it was written, and holds", async () => {
    expect(readEvidence(writeEvidence(honest))).toEqual(honest);
    const report = await verifyEvidence(honest, undefined);
    expect(firstFailure(report)).toBe("holds");
    expect(report.links.length).toBe(30);
    expect(report.facts?.co_approvals).toEqual([
      {
        user: bob.user,
        device: bob.device.thumbprint,
        browser: "Firefox 145",
        questions: [{ from: bob.user, question: "Why not on staging?", answer: "It is down there too." }],
        approved: only(honest).recorded.approved_at,
      },
    ]);
  });

  it.each([
    ["without it", () => ({ ...honest, login: withoutOthers(honest) }), "login.access_token co_approval_missing"],
    [
      "with that of the person's own enrolment",
      () => withOne({ enrolment: approverOf(plain) }),
      "co_approval.co_review co_approver_mismatch",
    ],
    [
      "recorded too late",
      () => withOne({ recorded: { approved_at: only(honest).recorded.approved_at + 400 } }),
      "co_approval.assertion co_decision_stale",
    ],
    [
      "recorded before it was asked for",
      () => withOne({ recorded: { approved_at: only(honest).recorded.approved_at - 100 } }),
      "co_approval.assertion co_decision_stale",
    ],
    [
      "without the question",
      () => ({ ...honest, login: withoutQuestions(honest) }),
      "co_approval.co_decision co_answer_mismatch",
    ],
    [
      "by another touch",
      () => withOne({ assertion: plain.login.assertion }),
      "co_approval.assertion passkey_not_bound",
    ],
  ] as const)("does not hold %s", async (_which, changed, verdict) => {
    expect(await verdictOn(changed())).toBe(verdict);
  });

  it("does not hold for the person themselves as the second one, nor for one person twice", async () => {
    const own = { by: alice, enrolment: plain.enrolment };
    expect(await verdictOn(await seconded(plain, [own]))).toBe("co_approval.co_decision co_same_person");
    const one = { by: bob, enrolment: { ...only(honest).enrolment, key_attestation: null } };
    expect(await verdictOn(await seconded(plain, [one, one]))).toBe("co_approval.co_decision co_same_person");
  });
});

describe("evidence of a server that bound one key to two people", () => {
  const OTHER = "A".repeat(43);

  it("does not hold for the browser of the person who wants the login", async () => {
    const { db } = server.services;
    await db.updateTable("extensions").set({ jkt: OTHER }).where("jkt", "=", alice.extension.thumbprint).execute();
    const mallory = await enrolledMachine(server, "mallory", { extension: alice.extension });
    const { enrolment } = await evidenceOf(server, (await redeemedLogin(server, mallory)).id);
    const verdict = await verdictOn(await seconded(plain, [{ by: mallory, enrolment }]));
    expect(verdict).toBe("co_approval.co_review co_same_machine");
  });

  it("does not hold for the authenticator of another approver", async () => {
    const { db } = server.services;
    const { credential_id } = bob.authenticator.enrolled;
    await db.updateTable("passkeys").set({ credential_id: OTHER }).where("credential_id", "=", credential_id).execute();
    const mona = await enrolledMachine(server, "mona", { authenticator: bob.authenticator });
    const { enrolment } = await evidenceOf(server, (await redeemedLogin(server, mona)).id);
    const one = { by: bob, enrolment: { ...only(honest).enrolment, key_attestation: null } };
    const verdict = await verdictOn(await seconded(plain, [one, { by: mona, enrolment }]));
    expect(verdict).toBe("co_approval.co_review co_same_machine");
  });
});

describe("an approver's extension", () => {
  const reviewOf = ({ rp_id, origin, jwks, enrolment, browser_enrolment, login }: Evidence): Review => {
    const { access_token: _, co_approvals: [one] = [], rests_on: __, ...approved } = login;
    const { questions } = one ?? {};
    return {
      ...{ rp_id, origin, jwks, enrolment, browser_enrolment, login: approved },
      ...(questions === undefined ? {} : { questions }),
    };
  };
  const reviewer = (extension = bob.extension.thumbprint) => ({
    issuer: honest.issuer,
    serverKeys: server.services.keys.jwks.keys,
    approver: { user: bob.user.id, device: bob.device.thumbprint, extension },
  });
  const refusal = async (review: unknown, text: string, extension?: string) => {
    try {
      await verifyForReview(review, text, reviewer(extension));
      return "holds";
    } catch (error) {
      if (error instanceof Refused) return `${error.code} ${error.field}`;
      throw error;
    }
  };

  it("verifies the whole login, and is told its facts", async () => {
    const reviewed = await verifyForReview(
      v.parse(reviewSchema, reviewOf(honest)),
      only(honest).co_decision,
      reviewer(),
    );
    expect(reviewed.facts).toBe(honest.login.facts);
    expect(reviewed.coDecision.claims.initiator.user).toEqual(alice.user);
    expect(reviewed.questions[0]?.answer.claims.answer).toBe("It is down there too.");
  });

  it.each([
    [
      "other facts",
      (review: Review) => ({ ...review, login: { ...review.login, facts: changedFacts(review) } }),
      "facts_mismatch request.facts",
    ],
    [
      "another person's enrolment",
      (review: Review) => ({
        ...review,
        enrolment: { ...approverOf(honest), ...only(honest).enrolment, key_attestation: null },
      }),
      "key_mismatch device.iss",
    ],
    [
      "keys that the server did not name",
      (review: Review) => ({ ...review, jwks: { keys: [] } }),
      "malformed jwks.keys",
    ],
    [
      "other keys",
      (review: Review) => ({ ...review, jwks: { keys: review.jwks.keys.map((key) => ({ ...key, kid: "x" })) } }),
      "co_decision_mismatch co_decision.keys",
    ],
    ["no question", ({ questions: _, ...review }: Review) => review, "co_answer_mismatch co_decision.questions"],
    ["a member more", (review: Review) => ({ ...review, token: "" }), "malformed review"],
  ] as const)("refuses one with %s", async (_which, change, code) => {
    expect(await refusal(change(reviewOf(honest)), only(honest).co_decision)).toBe(code);
  });

  it("refuses to be the browser of the person who wants the login too", async () => {
    const extension_jkt = alice.extension.thumbprint;
    const change = (claims: Claims) => ({ ...claims, approver: { ...claims.approver, extension_jkt } });
    const shared = await seconded(plain, [{ by: bob, enrolment: plain.enrolment, change }]);
    const refused = await refusal(reviewOf(shared), only(shared).co_decision, extension_jkt);
    expect(refused).toBe("co_same_machine approver.extension_jkt");
  });

  it("refuses what somebody else is asked, or about another login", async () => {
    const another = async (change: (claims: Claims) => Claims) =>
      only(await seconded(plain, [{ by: bob, enrolment: plain.enrolment, change }])).co_decision;
    const asked = (approver: Partial<Claims["approver"]>) =>
      another((claims) => ({ ...claims, approver: { ...claims.approver, ...approver } }));
    const mismatch = "co_approver_mismatch co_decision.approver";
    expect(await refusal(reviewOf(honest), await asked({ user: alice.user }))).toBe(mismatch);
    expect(await refusal(reviewOf(honest), await asked({ device: alice.device.thumbprint }))).toBe(mismatch);
    expect(await refusal(reviewOf(honest), await asked({ extension_jkt: alice.extension.thumbprint }))).toBe(mismatch);
    const other = await another((claims) => ({ ...claims, request: claims.decision }));
    expect(await refusal(reviewOf(honest), other)).toBe("co_decision_mismatch co_decision.request");
  });
});

const approverOf = ({ enrolment: { key_attestation: _, ...texts } }: Evidence): WrittenCoApproval["enrolment"] => texts;
const withoutOthers = ({ login: { co_approvals: _, ...login } }: Evidence): Evidence["login"] => login;
function withoutQuestions(evidence: Evidence): Evidence["login"] {
  const { questions: _, ...one } = only(evidence);
  return { ...evidence.login, co_approvals: [one] };
}
const changedFacts = ({ login }: Review): string => login.facts.replace(/"command":"[^"]*"/, '"command":"true"');
