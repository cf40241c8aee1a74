import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { approvalChallenge } from "@nearside/shared/statements/challenges.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { expect, it, onTestFinished } from "vitest";
import { openEnrolledStage } from "./enrolling.ts";
import { askForLogin, decisionOn, meetForLogin } from "./logging-in.ts";

it("signs what is to be approved, and the passkey's challenge names it", async () => {
  const stage = await openEnrolledStage(onTestFinished);
  const login = await askForLogin(stage);
  const { attestation } = await meetForLogin(stage, login);
  const { decision: text, options } = await decisionOn(stage, login);
  const read = await decision.read(text);
  await verifyServerSignature(read, stage);
  expect(read.claims).toMatchObject({
    attestation,
    user: stage.user,
    device: stage.parties.device.thumbprint,
    facts: login.request.claims.facts,
  });
  expect(options).toMatchObject({
    challenge: Buffer.from(await approvalChallenge(read.hash)).toString("base64url"),
    userVerification: "required",
    allowCredentials: [{ id: stage.parties.passkey.enrolled.credential_id }],
  });
});
