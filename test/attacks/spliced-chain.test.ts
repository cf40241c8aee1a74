// P3: two requests spliced, presence of one with the attestation of another. Every link names the hash of the one before it, so
// of all ways to mix two honest meetings only the two honest ones are taken.
import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
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

const PARTS = ["hello", "presence_proof", "attestation"] as const;
/** Some parts of the one, the others of the other: every mixture, without the two wholes. */
const MIXTURES = [1, 2, 3, 4, 5, 6].map((mix) => PARTS.filter((_, at) => (mix >> at) % 2 === 1));

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

/** The first link that does not fit, by what was taken from elsewhere. */
const codeOf = (parts: readonly string[], fromAnotherLogin: boolean): string => {
  const has = (part: (typeof PARTS)[number]) => parts.includes(part);
  if (has("hello")) return fromAnotherLogin ? "nonce_mismatch" : nonceOrHandshake(has("presence_proof"));
  if (has("presence_proof")) return fromAnotherLogin ? "key_mismatch" : "nonce_mismatch";
  return "presence_mismatch";
};
const nonceOrHandshake = (withPresence: boolean): string => (withPresence ? "presence_mismatch" : "nonce_mismatch");

describe.each([
  ["of two logins at the same time", true],
  ["of two tries of one login", false],
] as const)("the meetings %s", (_what, areTwo) => {
  let ours: Ready;
  let theirs: Ready;
  beforeEach(async () => {
    ours = await ready(one, await askForLogin(one));
    theirs = areTwo ? await ready(other, await askForLogin(other)) : await ready(one, ours.login);
  });

  it.each(MIXTURES)("are no meeting where mixed: %j of the other", async (...parts) => {
    const code = codeOf(parts, areTwo);
    await expectRefused(one, () => send(ours, spliced(ours.meeting, theirs.meeting, parts)), {
      outcome: `400 ${code}`,
      event: stepRefused(ours.login.id, "locality", code),
    });
    await (areTwo ? expectHonestTwin(ours, theirs) : expectHonestTwin(theirs));
  });
});

it("a decision and an assertion of two logins: each approves its own", async () => {
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

it("a login's meeting for an enrolment, though the same keys sign", async () => {
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
