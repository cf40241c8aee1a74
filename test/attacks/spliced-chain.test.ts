// P3: two requests spliced, presence of one with the attestation of another. Every link names the hash of the one before it, so
// of all ways to mix two honest meetings only the two honest ones are taken.
import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { OpenLogin } from "../kit/login-steps.ts";
import { meet } from "../kit/meeting.ts";
import { askToEnrol, type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, nonceFor, poll } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { RP_ID, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { enrolmentStepRefused, expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
/** Two command lines of one machine at the same time, each with its session key. */
let one: EnrolledStage;
let other: EnrolledStage;
beforeAll(async () => {
  one = await openEnrolledStage(atEnd);
  other = { ...one, parties: { ...one.parties, session: one.parties.otherSession } };
});

interface Ready {
  readonly stage: Stage;
  readonly login: OpenLogin;
  readonly meeting: Meeting;
}

async function ready(stage: Stage, login: OpenLogin): Promise<Ready> {
  const { extension, session } = stage.parties;
  const shown = { request: login.request.jws, nonce: await nonceFor(stage, login) };
  return { stage, login, meeting: await meet(stage, { ...shown, extension, session }) };
}

const send = ({ stage, login }: Ready, meeting: Meeting) =>
  stage.postJson(`/api/requests/${login.id}/locality`, meeting);

const PARTS = ["hello", "presence_proof", "attestation", "nonce"] as const;
/** Some parts of the one, the others of the other: every mixture, without the two wholes. */
const MIXTURES = Array.from({ length: 14 }, (_, mix) => PARTS.filter((_part, at) => ((mix + 1) >> at) % 2 === 1));

/** The parts named from `theirs`, all others from `ours`. */
const spliced = (ours: Meeting, theirs: Meeting, parts: readonly (typeof PARTS)[number][]): Meeting => ({
  ...ours,
  ...Object.fromEntries(parts.map((part) => [part, theirs[part]])),
});

async function expectHonestTwin(...both: readonly Ready[]): Promise<void> {
  for (const each of both) {
    expect((await send(each, each.meeting)).status).toBe(200);
    const { stage, login } = each;
    expect((await approve(stage, login, await decisionOn(stage, login))).status).toBe(200);
    expect((await poll(stage, login)).status).toBe(200);
  }
}

describe("the meetings of two logins at the same time", () => {
  /** The first link that does not fit, by what was taken from elsewhere. */
  const codeOf = (parts: readonly string[]): string => {
    if (parts.includes("nonce")) return "nonce_mismatch";
    if (parts.includes("hello")) return "request_mismatch";
    return parts.includes("presence_proof") ? "key_mismatch" : "presence_mismatch";
  };

  it.each(MIXTURES)("are no meeting where mixed: %j of the other", async (...parts) => {
    const ours = await ready(one, await askForLogin(one));
    const theirs = await ready(other, await askForLogin(other));
    const code = codeOf(parts);
    await expectRefused(one, () => send(ours, spliced(ours.meeting, theirs.meeting, parts)), {
      outcome: `400 ${code}`,
      event: stepRefused(ours.login.id, "locality", code),
    });
    await expectHonestTwin(ours, theirs);
  });
});

describe("two meetings of one login over one nonce", () => {
  const codeOf = (parts: readonly string[]): string =>
    parts.includes("hello") === parts.includes("presence_proof") ? "presence_mismatch" : "handshake_mismatch";
  const mixtures = MIXTURES.filter((parts) => !parts.includes("nonce") && parts.length < 3);

  it.each(mixtures)("are no meeting where mixed: %j of the other", async (...parts) => {
    const login = await askForLogin(one);
    const ours = await ready(one, login);
    const { extension, session } = one.parties;
    const shown = { request: login.request.jws, nonce: ours.meeting.nonce };
    const again = await meet(one, { ...shown, extension, session });
    const code = codeOf(parts);
    await expectRefused(one, () => send(ours, spliced(ours.meeting, again, parts)), {
      outcome: `400 ${code}`,
      event: stepRefused(login.id, "locality", code),
    });
    await expectHonestTwin(ours);
  });
});

it("approves one login each by decision and assertion of two logins, and mixes none", async () => {
  const [ours, theirs] = [
    await ready(one, await askForLogin(one)),
    await ready(other, await askForLogin(other, "write")),
  ];
  for (const each of [ours, theirs]) expect((await send(each, each.meeting)).status).toBe(200);
  const [mine, yours] = [await decisionOn(one, ours.login), await decisionOn(other, theirs.login)];
  const assertionFor = ({ options }: typeof mine) => {
    const challenge = Buffer.from(options.challenge, "base64url");
    return one.parties.passkey.get({ challenge, rpId: RP_ID, origin: one.issuer });
  };
  const at = `/api/requests/${ours.login.id}/approve`;
  const attempts = [
    ["assertion_invalid", { decision: mine.decision, assertion: assertionFor(yours) }],
    ["decision_stale", { decision: yours.decision, assertion: assertionFor(mine) }],
    ["decision_stale", { decision: yours.decision, assertion: assertionFor(yours) }],
  ] as const;
  for (const [code, body] of attempts)
    await expectRefused(one, () => one.postJson(at, body), {
      outcome: `400 ${code}`,
      event: stepRefused(ours.login.id, "approve", code),
    });
  expect((await approve(one, ours.login, mine)).status).toBe(200);
  expect((await approve(other, theirs.login, yours)).status).toBe(200);
  expect((await poll(one, ours.login)).as(tokenAnswerSchema).scope).toBe("read");
  expect((await poll(other, theirs.login)).as(tokenAnswerSchema).scope).toBe("write");
});

it("refuses a login's meeting for an enrolment, though the same keys sign", async () => {
  const theirs = await newStranger(one, "bob");
  const enrolling = await askToEnrol(theirs, "bob", await one.server.ticket("bob"));
  const ours = await ready(one, await askForLogin(one));
  const id = enrolling.claims.jti;
  expect((await one.postJson(`/api/enrolments/${id}/nonce`, {})).status).toBe(200);
  await expectRefused(one, () => one.postJson(`/api/enrolments/${id}/locality`, ours.meeting), {
    outcome: "400 nonce_mismatch",
    event: enrolmentStepRefused(id, "locality", "nonce_mismatch"),
  });
  await expectHonestTwin(ours);
});
