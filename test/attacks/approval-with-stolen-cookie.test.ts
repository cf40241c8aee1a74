// R2: device-code phishing driven by API calls with the victim's stolen cookies. Approval needs the chain, not a cookie: the
// cookie says only which browser comes back.
import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { meet } from "../kit/meeting.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { approve, askForLogin, decisionOn, meetForLogin, nonceFor, poll, redeemedLogin } from "../steps/logging-in.ts";
import { newColleague, withStolenCookie } from "../steps/people.ts";
import { openClient, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let victim: EnrolledStage;
/** Enrolled here himself, so that nothing but the place and the person speaks against him. */
let mallory: EnrolledStage;
/** Mallory with the cookie of the victim's browser, which has just approved a login of its own. */
let thief: Stage;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  mallory = await newColleague(victim, "mallory");
  await redeemedLogin(victim);
  thief = { ...mallory, ...openClient(victim.issuer, victim.cookie()) };
  expect(thief.cookie()).toMatch(/^__Host-nearside=/);
});

describe("a login that the thief started on his machine, with the victim's cookie", () => {
  it("refuses decision and approval, because nobody met it", async () => {
    const login = await askForLogin(mallory, "write");
    await nonceFor(thief, login);
    const decide = () => thief.postJson(`/api/requests/${login.id}/decision`, {});
    await expectRefused(victim, decide, {
      outcome: "400 other_session",
      event: stepRefused(login.id, "decision", "other_session"),
    });
    // The victim approved this a moment ago, with her real assertion.
    const own = await askForLogin(victim);
    await meetForLogin(victim, own);
    const agreed = await decisionOn(victim, own);
    expect((await approve(victim, own, agreed)).status).toBe(200);
    await expectRefused(victim, () => approve({ ...thief, parties: victim.parties }, login, agreed), {
      outcome: "400 other_session",
      event: stepRefused(login.id, "approve", "other_session"),
    });
    expect((await poll(victim, own)).status).toBe(200);
  });

  it("refuses a meeting by the victim's extension too, because it is of another bound set", async () => {
    const login = await askForLogin(mallory, "write");
    const nonce = await nonceFor(thief, login);
    const met = await meet(victim, {
      request: login.request.jws,
      nonce,
      extension: victim.parties.extension,
      session: mallory.parties.session,
    });
    await expectRefused(victim, () => thief.postJson(`/api/requests/${login.id}/locality`, met), {
      outcome: "400 extension_not_listed",
      event: stepRefused(login.id, "locality", "extension_not_listed"),
    });
    // Without the victim in it, it is an honest login of his own: as himself.
    await meetForLogin(mallory, login);
    expect((await approve(mallory, login, await decisionOn(mallory, login))).status).toBe(200);
    expect((await poll(mallory, login)).status).toBe(200);
  });
});

describe("the victim's own login, as she has just met it", () => {
  it("takes her passkey alone to approve it, and her extension alone to deny it", async () => {
    const login = await askForLogin(victim);
    const before = await meetForLogin(victim, login);
    const withCookie = withStolenCookie(victim);
    const seen = (await withCookie.postJson(`/api/requests/${login.id}/decision`, {})).as(decidedAnswerSchema);
    const refusedAs = (code: string, step = "approve") => ({
      outcome: `400 ${code}`,
      event: stepRefused(login.id, step, code),
    });
    // Without the cookie, not even that.
    await expectRefused(
      victim,
      () => mallory.postJson(`/api/requests/${login.id}/decision`, {}),
      refusedAs("other_session", "decision"),
    );
    await expectRefused(victim, () => approve(thief, login, seen), refusedAs("passkey_not_bound"));
    // His key under the name of hers.
    const inHerName = (assertedBy: Stage["parties"]["passkey"]) => ({
      decision: seen.decision,
      assertion: victim.parties.passkey.get(
        {
          challenge: Buffer.from(seen.options.challenge, "base64url"),
          rpId: "localhost",
          origin: victim.issuer,
        },
        { signedBy: assertedBy },
      ),
    });
    const forged = inHerName(mallory.parties.passkey);
    await expectRefused(
      victim,
      () => thief.postJson(`/api/requests/${login.id}/approve`, forged),
      refusedAs("assertion_invalid"),
    );
    const no = await denial.sign(mallory.parties.extension, { attestation: before.attestation });
    await expectRefused(
      victim,
      () => thief.postJson(`/api/requests/${login.id}/deny`, { denial: no, alert: false }),
      refusedAs("extension_mismatch", "deny"),
    );
    const hers = inHerName(victim.parties.passkey);
    expect((await victim.postJson(`/api/requests/${login.id}/approve`, hers)).status).toBe(200);
    expect((await poll(victim, login)).status).toBe(200);
  });
});
