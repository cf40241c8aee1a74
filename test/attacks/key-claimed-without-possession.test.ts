// R12: the attacker enrols the victim's public device or extension key in his own account, so that what she starts or approves
// counts as his. Each key proves possession over the enrolment request; and one that is bound is bound once.
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { openEnrolmentIn } from "../kit/enrolment-steps.ts";
import { inTheNameOf } from "../kit/keys.ts";
import { meet } from "../kit/meeting.ts";
import {
  askToEnrol,
  type EnrolledStage,
  makePasskey,
  meetToEnrol,
  openEnrolledStage,
  passkeyOf,
  proveBoth,
  showTicket,
  viewEnrolment,
} from "../steps/enrolling.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { RP_ID, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { enrolmentStepRefused, expectRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let victim: EnrolledStage;
let mallory: Stage;
let ticket: string;
let round = 0;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
});
beforeEach(async () => {
  round += 1;
  mallory = await newStranger(victim, `mallory-${round}`);
  ticket = await victim.server.ticket(`mallory-${round}`);
});

const start = () => askToEnrol(mallory, `mallory-${round}`, ticket);

/** Without the claim, the same enrolment of his own keys harms no other person; and the victim is still herself. */
async function expectHonestTwin(): Promise<void> {
  const request = await start();
  const met = await meetToEnrol(mallory, request);
  await makePasskey(mallory, request, met.answer.options.challenge);
  await proveBoth(mallory, request);
  expect(await viewEnrolment(mallory, request)).toMatchObject({ state: "pending" });
  const { tokens } = await redeemedLogin(victim);
  expect((await accessToken.read(tokens.access_token)).claims.sub).toBe(victim.user.id);
}

it("refuses a device key that is not his, without its proof, and reserves no ticket", async () => {
  const ada = await newStranger(victim, "ada");
  for (const claimed of [victim.parties.device, ada.parties.device]) {
    const device = inTheNameOf(claimed, mallory.parties.device);
    await expectRefused(victim, () => showTicket(mallory, `mallory-${round}`, ticket, device), {
      outcome: "400 invalid_dpop_proof",
      event: null,
    });
  }
  await expectHonestTwin();
});

it("refuses a device key that is bound, even with its proof, and leaves it where it is", async () => {
  const { device } = victim.parties;
  await expectRefused(victim, () => showTicket(mallory, `mallory-${round}`, ticket, device), {
    outcome: "400 key_already_bound",
    event: {
      kind: "device_refused",
      subject: device.thumbprint,
      data: { step: "machine", code: "key_already_bound" },
    },
  });
  await expectHonestTwin();
});

describe("an extension key that is not his", () => {
  /** The meeting of his enrolment, with that key in the extension's place. */
  async function meetWith(extension: Signer): Promise<{ id: string; send: () => Promise<Answer> }> {
    const request = await start();
    const at = `/api/enrolments/${request.claims.jti}`;
    const page = openEnrolmentIn(await mallory.postJson(`${at}/nonce`, {}));
    const body = await meet(mallory, {
      request: request.jws,
      nonce: page.nonce,
      extension,
      session: mallory.parties.device,
    });
    return { id: request.claims.jti, send: () => mallory.postJson(`${at}/locality`, body) };
  }

  it("is not met for him: he has only its public half", async () => {
    const ada = await newStranger(victim, "ada");
    for (const claimed of [victim.parties.extension, ada.parties.extension]) {
      const { id, send } = await meetWith(inTheNameOf(claimed, mallory.parties.extension));
      await expectRefused(victim, send, {
        outcome: "400 bad_signature",
        event: enrolmentStepRefused(id, "locality", "bad_signature"),
      });
    }
    await expectHonestTwin();
  });

  it("is refused because it is bound already, even if it were made to sign", async () => {
    const { id, send } = await meetWith(victim.parties.extension);
    await expectRefused(victim, send, {
      outcome: "400 key_already_bound",
      event: enrolmentStepRefused(id, "locality", "key_already_bound"),
    });
    await expectHonestTwin();
  });
});

it("refuses the victim's passkey, because it is bound already", async () => {
  const request = await start();
  const { answer } = await meetToEnrol(mallory, request);
  const response = victim.parties.passkey.create({
    challenge: answer.options.challenge,
    rpId: RP_ID,
    origin: victim.issuer,
  });
  const { jti } = request.claims;
  const claim = () => mallory.postJson(`/api/enrolments/${jti}/passkey`, { passkey: "create", response });
  await expectRefused(victim, claim, {
    outcome: "400 key_already_bound",
    event: enrolmentStepRefused(jti, "passkey", "key_already_bound"),
  });
  await expectHonestTwin();
});

it("proofs of possession by another key than each one's own, or about other keys than those that met", async () => {
  const request = await start();
  const met = await meetToEnrol(mallory, request);
  await makePasskey(mallory, request, met.answer.options.challenge);
  const { device, extension, stranger } = mallory.parties;
  const { jti, user } = request.claims;
  const honest = {
    request: request.hash,
    user: user.id,
    device_jkt: device.thumbprint,
    extension_jkt: extension.thumbprint,
    passkey: passkeyOf(mallory.parties),
  };
  const forged: [code: string, proof: Promise<string>][] = [
    ["bad_signature", enrolment.sign(inTheNameOf(extension, stranger), honest)],
    ["bad_signature", enrolment.sign(inTheNameOf(device, extension), honest)],
    ["key_mismatch", enrolment.sign(stranger, honest)],
    ["key_mismatch", enrolment.sign(extension, { ...honest, device_jkt: victim.parties.device.thumbprint })],
    ["key_mismatch", enrolment.sign(device, { ...honest, extension_jkt: victim.parties.extension.thumbprint })],
    ["key_mismatch", enrolment.sign(device, { ...honest, passkey: passkeyOf(victim.parties) })],
    ["wrong_user", enrolment.sign(device, { ...honest, user: victim.user.id })],
    ["request_mismatch", enrolment.sign(device, { ...honest, request: met.attestation })],
  ];
  for (const [code, proof] of forged) {
    const text = await proof;
    await expectRefused(victim, () => mallory.postJson(`/api/enrolments/${jti}/proof`, { proof: text }), {
      outcome: `400 ${code}`,
      event: enrolmentStepRefused(jti, "proof", code),
    });
  }
  // With what he has, the same enrolment ends as an honest one of his own keys.
  await proveBoth(mallory, request);
  expect(await viewEnrolment(mallory, request)).toMatchObject({ state: "pending" });
});
